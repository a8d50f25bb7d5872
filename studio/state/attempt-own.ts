import { attempt } from './attempt.ts';
import { watchOperations } from './watch-operations.ts';

/** As {@link attempt}, for what the server can take back: remembers that this page did it. */
export async function attemptOwn(work: Promise<unknown>): Promise<boolean> {
  const { found, stop } = watchOperations();
  const isDone = await attempt(work);
  if (isDone) void found();
  else stop();
  return isDone;
}
