import { setTimeout as sleep } from 'node:timers/promises';

/** So long nothing changes: one move is trained at once, a hundred dropped files are trained once. */
const quietMs = 100;

/** Waits until nothing has changed for a moment. @param changedAtMs When something last did, by `performance.now`. */
export async function untilQuiet(changedAtMs: () => number, signal: AbortSignal): Promise<void> {
  const left = (): number => changedAtMs() + quietMs - performance.now();
  for (let ms = left(); ms > 0; ms = left()) await sleep(ms, undefined, { signal });
}
