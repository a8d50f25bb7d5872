import { signal } from '@preact/signals';
import { noteOwn } from './own-operations.ts';
import { undoable } from './project.ts';
import { whenTrue } from './when-true.ts';

/** For how long the server's word of what can be taken back is waited for after a call's answer, in milliseconds. */
const patience = 3000;

/**
 * Looks for the operation that a call becomes, from before the call: its event may come before the answer or after it, and it may be taken back
 * by then.
 *
 * @returns what to ask when the call was answered; the operation is noted as this page's own. Undefined where the call became none.
 */
export function watchOperations(): { readonly found: () => Promise<string | undefined>; readonly stop: () => void } {
  const before = new Set(undoable.peek().map(({ id }) => id));
  const operation = signal<string | undefined>(undefined);
  const stop = undoable.subscribe((operations) => {
    operation.value = operation.peek() ?? operations.find(({ id }) => !before.has(id))?.id;
  });
  const found = async (): Promise<string | undefined> => {
    await whenTrue(() => operation.value !== undefined, AbortSignal.timeout(patience)).catch(() => {});
    stop();
    const id = operation.peek();
    if (id !== undefined) noteOwn(id);
    return id;
  };
  return { found, stop };
}
