import { signal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { ClassInfo, RunSummary } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { attempt } from '../state/attempt.ts';
import { judgements } from '../state/judgements.ts';
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
  readonly phase: 'adding' | 'learning' | 'learned' | 'known' | 'failed';
  /** What is said of it since. */
  readonly after?: Tried;
  /** The training that learned it. */
  readonly run?: RunSummary;
  /** What takes the picture out of the class again. */
  readonly operation?: string;
}

/** The last lesson, shown until another or until it is put away. */
export const lesson = signal<Lesson | null>(null);

/** Adds a picture to the class that it shows, waits until it is learned, and asks about it again. */
export async function teach(content: Blob, name: string, to: ClassInfo, before: Tried): Promise<void> {
  forgetLesson();
  const started: Lesson = { picture: URL.createObjectURL(content), to, before, phase: 'adding' };
  lesson.value = started;
  const isMine = (): boolean => lesson.value?.picture === started.picture;
  const change = (part: Partial<Lesson>): void => {
    if (isMine() && lesson.value !== null) lesson.value = { ...lesson.value, ...part };
  };
  const work = async (): Promise<void> => {
    const runBefore = runs.value[0]?.id;
    const { photos, operation, refused } = await ask(api.addFile, { query: { class: to.id, name }, body: content });
    const [photo] = photos;
    if (photo === undefined) return change({ phase: refused.length > 0 ? 'failed' : 'known' });
    change({ phase: 'learning', ...(operation === undefined ? {} : { operation }) });
    if (settings.value?.autoTrain === false) await ask(api.train, { body: {} });
    const isLearned = (): boolean => {
      const [run] = runs.value;
      if (run === undefined || run.id === runBefore) return false;
      return run.measure === undefined || judgements.value.some((each) => each.photo === photo);
    };
    await whenTrue(() => isLearned() || training.value.state === 'failed' || (training.value.state === 'lacking' && !isBusy.value));
    if (!isLearned()) return change({ phase: 'failed' });
    const [run] = runs.value;
    const after = await ask(api.try, { query: {}, body: content });
    change({ phase: 'learned', after, ...(run === undefined ? {} : { run }) });
  };
  if (!(await attempt(work()))) change({ phase: 'failed' });
}

/** Puts the last lesson away; what was learned stays. */
export function forgetLesson(): void {
  if (lesson.value !== null) URL.revokeObjectURL(lesson.value.picture);
  lesson.value = null;
}
