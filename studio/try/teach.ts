import { effect, signal as makeSignal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { ClassInfo, RunSummary } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { attempt } from '../state/attempt.ts';
import { judgements } from '../state/judgements.ts';
import { noteOwn } from '../state/own-operations.ts';
import { settings } from '../state/project.ts';
import { isBusy, runs, training } from '../state/training.ts';
import { whenTrue } from '../state/when-true.ts';
import type { Tried } from './judge-live.ts';

/** A picture that was named wrongly, and how it is being learned. */
export interface Lesson {
  /** An object URL of the picture. */
  readonly picture: string;
  readonly to: ClassInfo;
  /** What was said of it when it was shown. */
  readonly before: Tried;
  /** `waiting`: it is added, but no training goes on that would learn it. */
  readonly phase: 'adding' | 'learning' | 'waiting' | 'learned' | 'known' | 'failed';
  /** What is said of it since. */
  readonly after?: Tried;
  /** The training that learned it. */
  readonly run?: RunSummary;
  /** What takes the picture out of the class again. */
  readonly operation?: string;
}

/** The last lesson, shown until another or until it is put away. */
export const lesson = makeSignal<Lesson | null>(null);

/** Ends with the lesson: what was asked for it is not waited for any more. */
let underWay = new AbortController();

/** A training begins a moment after a change; when none goes on for so long, in milliseconds, none will. */
const patience = 2500;

/** Tells whether a training goes on, and when none does for a while, whether it failed. @returns what ends it */
function followTraining(tell: (phase: 'learning' | 'waiting' | 'failed') => void): () => void {
  return effect(() => {
    const { state } = training.value;
    if (isBusy.value) return tell('learning');
    const timer = setTimeout(() => tell(state === 'failed' ? 'failed' : 'waiting'), patience);
    return () => clearTimeout(timer);
  });
}

/** Adds a picture to the class that it shows, waits until it is learned, and asks about it again. */
export async function teach(content: Blob, name: string, to: ClassInfo, before: Tried): Promise<void> {
  forgetLesson();
  const started: Lesson = { picture: URL.createObjectURL(content), to, before, phase: 'adding' };
  lesson.value = started;
  underWay = new AbortController();
  const { signal } = underWay;
  const isMine = (): boolean => lesson.peek()?.picture === started.picture;
  const change = (part: Partial<Lesson>): void => {
    const now = lesson.peek();
    if (isMine() && now !== null) lesson.value = { ...now, ...part };
  };
  const work = async (): Promise<void> => {
    const runBefore = runs.value[0]?.id;
    const { photos, operation, refused } = await ask(api.addFile, { query: { class: to.id, name }, body: content, signal });
    const [photo] = photos;
    if (photo === undefined) return change({ phase: refused.length > 0 ? 'failed' : 'known' });
    if (operation !== undefined) noteOwn(operation);
    change({ phase: 'learning', ...(operation === undefined ? {} : { operation }) });
    if (settings.value?.autoTrain === false) await ask(api.train, { body: {}, signal });
    const isLearned = (): boolean => {
      const [run] = runs.value;
      if (run === undefined || run.id === runBefore) return false;
      return run.measure === undefined || judgements.value.some((each) => each.photo === photo);
    };
    const unfollow = followTraining((phase) => change({ phase }));
    await whenTrue(isLearned, signal).finally(unfollow);
    const [run] = runs.value;
    const after = await ask(api.try, { query: {}, body: content, signal });
    change({ phase: 'learned', after, ...(run === undefined ? {} : { run }) });
  };
  if (!(await attempt(work()))) change({ phase: 'failed' });
}

/** Puts the last lesson away; what was learned stays. */
export function forgetLesson(): void {
  underWay.abort();
  if (lesson.value !== null) URL.revokeObjectURL(lesson.value.picture);
  lesson.value = null;
}
