/** What this page is doing that can be taken back when it is done. */
const underWay = new Set<Promise<unknown>>();

/** Remembers something that is being done until it is done. @returns the same */
export function noteUnderWay<Result>(work: Promise<Result>): Promise<Result> {
  underWay.add(work);
  const forget = (): void => void underWay.delete(work);
  work.then(forget, forget);
  return work;
}

/** Waits until what is being done now is done: an undo right after a removal means the removal, also before the server has answered. */
export async function untilDone(): Promise<void> {
  await Promise.allSettled(underWay);
}
