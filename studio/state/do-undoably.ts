import { words } from '../words/words.ts';
import { attemptOperation } from './attempt-operation.ts';
import { takeBack } from './take-back.ts';
import { showToast } from './toasts.ts';

/**
 * Does something that the server can take back, then offers that in a toast:
 * `doUndoably(ask(api.removePhotos, …), words.value.collect.removed(3))`. Returns whether it was done.
 */
export async function doUndoably(work: Promise<unknown>, text: string): Promise<boolean> {
  const done = await attemptOperation(work);
  if (done === undefined) return false;
  const operation = await done.operation;
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
