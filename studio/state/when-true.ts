import { effect } from '@preact/signals';

/** Resolves when something that is computed of signals becomes true; at once where it is. */
export function whenTrue(holds: () => boolean, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const leave = (): void => {
      stop();
      reject(signal?.reason);
    };
    let isOver = false;
    let stop = (): void => {};
    stop = effect(() => {
      if (isOver || !holds()) return;
      isOver = true;
      signal?.removeEventListener('abort', leave);
      queueMicrotask(() => stop()); // not within the effect that it stops
      resolve();
    });
    if (!isOver) signal?.addEventListener('abort', leave, { once: true });
  });
}
