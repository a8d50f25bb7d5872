import type { Operation } from '../../../src/studio/contract.ts';
import { count } from '../count.ts';

const about = (name: string | undefined): string => (name === undefined ? '' : ` (${name})`);

/** What was done, as a thing: "removing 3 photos (cats)". */
function operation({ kind, photos, class: name }: Pick<Operation, 'kind' | 'photos' | 'class'>): string {
  switch (kind) {
    case 'add-class':
      return `adding a class${about(name)}`;
    case 'rename-class':
      return `renaming a class${about(name)}`;
    case 'remove-class':
      return `removing a class${about(name)}`;
    case 'add':
      return `adding ${count(photos, 'photo')}${about(name)}`;
    case 'move':
      return `moving ${count(photos, 'photo')}${about(name)}`;
    case 'remove':
      return `removing ${count(photos, 'photo')}${about(name)}`;
    case 'keep':
      return `confirming ${count(photos, 'photo')}`;
  }
}

/** The frame around the views. */
export const frame = {
  title: 'Graft Studio',
  skip: 'Skip to the content',
  views: 'Views',
  verbs: { collect: 'Collect', train: 'Train', look: 'Look', try: 'Try', ship: 'Ship' },
  loading: 'Opening the project …',
  lost: 'The connection to Studio was lost. Nothing is lost that you saw; trying again …',
  refusedTitle: 'Studio was restarted',
  refusedText: 'Open the address that the terminal shows now. Your photos and trainings are all there.',
  outdatedTitle: 'Studio was updated',
  outdatedText: 'This page is of another version.',
  reload: 'Reload',
  unexpected: 'Something went wrong on this page.',
  undo: 'Undo',
  undoLast: (last: Operation) => `Undo ${operation(last)}`,
  nothingToUndo: 'Nothing to undo',
  notOwn: (last: Operation) => `The last thing was not done here just now: ${operation(last)}.`,
  takenBack: (last: Operation) => `Undone: ${operation(last)}.`,
  dismiss: 'Dismiss',
  messages: 'Messages',
  preferences: 'Language and look',
  language: 'Language',
  theme: 'Colours',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  accuracy: 'Accuracy',
  interval: (low: string, high: string) => `${low} to ${high}`,
  measuredOn: (photos: number) => `on ${count(photos, 'photo')} that it had not learned from`,
  notYet: 'Nothing learned yet',
  learning: 'Learning',
  lacking: 'More photos needed',
  failed: 'Training failed',
  changed: 'Changed since',
  announceRun: (accuracy: string) => `Trained. It names ${accuracy} of the photos correctly.`,
};
