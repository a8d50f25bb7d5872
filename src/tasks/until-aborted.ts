/**
 * Waits for work, but no longer than until a signal: for work that cannot be stopped itself, and then goes on unheeded.
 *
 * @throws What the work throws; the signal's reason
 */
export async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let giveUp = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason);
  });
  work.catch(() => {}); // where nobody waits any more
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
