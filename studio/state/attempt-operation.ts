import { attempt } from './attempt.ts';
import { watchOperations } from './watch-operations.ts';

/** Something that was done and that the server can take back. */
export interface DoneOperation {
  /** Its id, when the server has said so; undefined where it became none. */
  readonly operation: Promise<string | undefined>;
}

/** As {@link attempt}, for what the server can take back: this page remembers that it did it. @returns undefined where it was refused */
export async function attemptOperation(work: Promise<unknown>): Promise<DoneOperation | undefined> {
  const { found, stop } = watchOperations();
  if (await attempt(work)) return { operation: found() };
  stop();
  return undefined;
}
