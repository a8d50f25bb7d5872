import { words } from '../words/words.ts';
import { attempt } from './attempt.ts';
import { takeBack } from './take-back.ts';
import { showToast } from './toasts.ts';
import { watchOperations } from './watch-operations.ts';

/**
 * Does something that the server can take back, then offers that in a toast:
 * `doUndoably(ask(api.removePhotos, …), words.value.collect.removed(3))`. Returns whether it was done.
 */
export async function doUndoably(work: Promise<unknown>, text: string): Promise<boolean> {
  const { found, stop } = watchOperations();
  if (!(await attempt(work))) {
    stop();
    return false;
  }
  const operation = await found();
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
