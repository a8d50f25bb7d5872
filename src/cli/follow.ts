import { describeProgress, type WorkEvent } from './describe-progress.ts';
import type { Progress } from './progress.ts';

/**
 * Follows the events of some work on the progress bar to its end, and takes the bar away.
 *
 * @param on Called for each event first; what it writes must go through `progress.line`.
 * @returns What the work returned.
 */
export async function follow<Event extends WorkEvent, Result>(
  events: AsyncGenerator<Event, Result, void>,
  progress: Progress,
  on: (event: Event) => void = () => {},
): Promise<Result> {
  let step = await events.next();
  for (; !step.done; step = await events.next()) {
    on(step.value);
    const shown = describeProgress(step.value);
    if (shown !== undefined) progress.show(shown);
  }
  progress.clear();
  return step.value;
}
