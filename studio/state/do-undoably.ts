import { words } from '../words/words.ts';
import { attempt } from './attempt.ts';
import { newOperation } from './new-operation.ts';
import { undoable } from './project.ts';
import { takeBack } from './take-back.ts';
import { showToast } from './toasts.ts';

/**
 * Does something that the server can take back, then offers that in a toast:
 * `doUndoably(ask(api.removePhotos, …), words.value.collect.removed(3))`. Returns whether it was done.
 */
export async function doUndoably(work: Promise<unknown>, text: string): Promise<boolean> {
  const before = new Set(undoable.peek().map(({ id }) => id));
  if (!(await attempt(work))) return false;
  const operation = await newOperation(before);
  const dismiss: () => void = showToast({
    text,
    action:
      operation === undefined
        ? undefined
        : {
            label: words.value.frame.undo,
            run: () => {
              dismiss();
              void takeBack([operation]);
            },
          },
  });
  return true;
}
