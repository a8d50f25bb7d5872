import type { Operation } from '../../../src/studio/contract.ts';
import type { Things } from './things.ts';

const about = (name: string | undefined): string => (name === undefined ? '' : ` (${name})`);

/** What was done, as a thing: "removing 3 photos (cats)". */
function operation({ kind, photos, class: name }: Pick<Operation, 'kind' | 'photos' | 'class'>, things: Things): string {
  switch (kind) {
    case 'add-class':
      return `adding a class${about(name)}`;
    case 'rename-class':
      return `renaming a class${about(name)}`;
    case 'remove-class':
      return `removing a class${about(name)}`;
    case 'add':
      return `adding ${things.count(photos)}${about(name)}`;
    case 'move':
      return `moving ${things.count(photos)}${about(name)}`;
    case 'remove':
      return `removing ${things.count(photos)}${about(name)}`;
    case 'keep':
      return `confirming ${things.count(photos)}`;
  }
}

/** The frame around the views. */
export function frame(things: Things) {
  return {
    title: 'Graft Studio',
    skip: 'Skip to the content',
    views: 'Views',
    verbs: { collect: 'Collect', train: 'Train', look: 'Look', try: 'Try', ship: 'Ship' },
    loading: 'Opening the project …',
    lost: 'The connection to Studio was lost. Nothing is lost that you saw; trying again …',
    refusedTitle: 'Studio was restarted',
    refusedText: `Open the address that the terminal shows now. Your ${things.many} and trainings are all there.`,
    outdatedTitle: 'Studio was updated',
    outdatedText: 'This page is of another version.',
    reload: 'Reload',
    unexpected: 'Something went wrong on this page.',
    undo: 'Undo',
    undoLast: (last: Operation) => `Undo ${operation(last, things)}`,
    nothingToUndo: 'Nothing to undo',
    notOwn: (last: Operation) => `The last thing was not done here just now: ${operation(last, things)}.`,
    takenBack: (last: Operation) => `Undone: ${operation(last, things)}.`,
    dismiss: 'Dismiss',
    messages: 'Messages',
    preferences: 'Language and look',
    language: 'Language',
    theme: 'Colours',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    accuracy: 'Accuracy',
    interval: (low: string, high: string) => `${low} to ${high}`,
    measuredOn: (photos: number) => `on ${things.count(photos)} that it had not learned from`,
    notYet: 'Nothing learned yet',
    learning: 'Learning',
    lacking: `More ${things.many} needed`,
    failed: 'Training failed',
    changed: 'Changed since',
    announceRun: (accuracy: string) => `Trained. It names ${accuracy} of the ${things.many} correctly.`,
  };
}
