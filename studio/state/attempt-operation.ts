import { attempt } from './attempt.ts';
import { noteUnderWay } from './under-way.ts';
import { watchOperations } from './watch-operations.ts';

/** Something that was done and that the server can take back. */
export interface DoneOperation {
  /** Its id, when the server has said so; undefined where it became none. */
  readonly operation: Promise<string | undefined>;
}

/** As {@link attempt}, for what the server can take back: this page remembers that it did it. @returns undefined where it was refused */
export function attemptOperation(work: Promise<unknown>): Promise<DoneOperation | undefined> {
  const { found, stop } = watchOperations();
  const done = attempt(work).then((isDone) => {
    if (isDone) return { operation: found() };
    stop();
    return undefined;
  });
  // Until the operation is known, the undo key would mean the one before it.
  void noteUnderWay(done.then((each) => each?.operation));
  return done;
}
