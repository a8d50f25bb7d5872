import { setTimeout as sleep } from 'node:timers/promises';

/** How often progress is told: fluent for the eye, nothing for the machine. */
const everyMs = 100;

/**
 * Yields samples of some work's progress until it ends, and returns its result: a bridge from work that counts
 * (bytes written, files done) to a generator of events.
 *
 * The work gets a signal that is aborted with the caller's, and where the consumer stops early; the generator ends
 * only after the work has.
 *
 * @param start Starts the work.
 * @param sample The progress now; undefined while there is nothing to tell. Equal samples in a row are told once.
 */
export async function* reportWhile<Event extends object, Result>(
  start: (signal: AbortSignal) => Promise<Result>,
  sample: () => Event | undefined,
  options: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Event, Result, void> {
  const { signal } = options;
  signal?.throwIfAborted();
  const stopped = new AbortController();
  const stop = (): void => stopped.abort(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  const ended = new AbortController();
  const work = start(stopped.signal);
  const settled = work.then(
    () => ended.abort(),
    () => ended.abort(),
  );
  let told = '';
  try {
    while (!ended.signal.aborted) {
      await sleep(everyMs, undefined, { signal: ended.signal }).catch(() => {}); // the end of the work ends the wait
      const now = sample();
      const text = JSON.stringify(now);
      if (now === undefined || text === told) continue;
      told = text;
      yield now;
    }
    return await work;
  } finally {
    signal?.removeEventListener('abort', stop);
    if (!ended.signal.aborted) stopped.abort(new DOMException('The consumer stopped.', 'AbortError'));
    await settled;
  }
}
