import { noteOwn } from './own-operations.ts';
import { undoable } from './project.ts';

/** For how long the server's word of what can be taken back is waited for, in milliseconds. */
const patience = 3000;

/** The operation that was not there before, noted as this page's own: its event may come before the answer of the call or after it. */
export function newOperation(before: ReadonlySet<string>): Promise<string | undefined> {
  return new Promise((resolve) => {
    let stop = (): void => {};
    const timer = setTimeout(() => done(undefined), patience);
    const done = (operation: string | undefined): void => {
      clearTimeout(timer);
      stop();
      if (operation !== undefined) noteOwn(operation);
      resolve(operation);
    };
    stop = undoable.subscribe((operations) => {
      const found = operations.find(({ id }) => !before.has(id));
      if (found !== undefined) queueMicrotask(() => done(found.id)); // `stop` is known only after this first call
    });
  });
}
