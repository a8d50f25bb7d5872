/** What this page has asked for and does not know the outcome of yet. */
const underWay = new Set<Promise<unknown>>();

/** Notes work as under way until it is settled; gives it back. */
export function noteUnderWay<T>(work: Promise<T>): Promise<T> {
  underWay.add(work);
  const forget = (): boolean => underWay.delete(work);
  work.then(forget, forget);
  return work;
}

/** Resolves when all that is under way now is settled, whatever came of it. */
export async function whenSettled(): Promise<void> {
  await Promise.allSettled(underWay);
}
