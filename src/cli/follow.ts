import type { Medium } from 'graft-ml';
import { describeProgress, type WorkEvent } from './describe-progress.ts';
import type { Progress } from './progress.ts';

/**
 * Follows the events of some work on the progress bar to its end, and takes the bar away.
 *
 * @param on Called for each event first; what it writes must go through `progress.line`.
 * @param medium What the work is on, until an event of it says what its dataset is of. @default 'photos'
 * @returns What the work returned.
 */
export async function follow<Event extends WorkEvent, Result>(
  events: AsyncGenerator<Event, Result, void>,
  progress: Progress,
  on: (event: Event) => void = () => {},
  medium?: Medium,
): Promise<Result> {
  const { wordsOf } = await import('graft-ml'); // there already: the events come from it
  let words = wordsOf(medium);
  let step = await events.next();
  for (; !step.done; step = await events.next()) {
    on(step.value);
    if (step.value.type === 'dataset') words = wordsOf(step.value.medium);
    const shown = describeProgress(step.value, words);
    if (shown !== undefined) progress.show(shown);
  }
  progress.clear();
  return step.value;
}
