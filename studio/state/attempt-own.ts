import { attempt } from './attempt.ts';
import { newOperation } from './new-operation.ts';
import { undoable } from './project.ts';

/** As {@link attempt}, for what the server can take back: remembers that this page did it. */
export async function attemptOwn(work: Promise<unknown>): Promise<boolean> {
  const before = new Set(undoable.peek().map(({ id }) => id));
  if (!(await attempt(work))) return false;
  void newOperation(before);
  return true;
}
