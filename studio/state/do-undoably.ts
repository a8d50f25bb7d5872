import { words } from '../words/words.ts';
import { attempt } from './attempt.ts';
import { undoable } from './project.ts';
import { takeBack } from './take-back.ts';
import { showToast } from './toasts.ts';

/** For how long the server's word of what can be taken back is waited for, in milliseconds. */
const patience = 3000;

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

/** The operation that was not there before: its event may come before the answer of the call or after it. */
function newOperation(before: ReadonlySet<string>): Promise<string | undefined> {
  return new Promise((resolve) => {
    let stop = (): void => {};
    const timer = setTimeout(() => done(undefined), patience);
    const done = (operation: string | undefined): void => {
      clearTimeout(timer);
      stop();
      resolve(operation);
    };
    stop = undoable.subscribe((operations) => {
      const found = operations.find(({ id }) => !before.has(id));
      if (found !== undefined) queueMicrotask(() => done(found.id)); // `stop` is known only after this first call
    });
  });
}
