/** Operations that this page asked for, and when, in milliseconds. */
const own = new Map<string, number>();

/** So long after it was done, in milliseconds, one still knows what a key would take back. */
const fresh = 5 * 60_000;

/** Remembers an operation as one of this page's. */
export function noteOwn(operation: string): void {
  own.set(operation, Date.now());
}

/** Whether this page did it a moment ago: then a key may take it back without a question. */
export function isOwnAndFresh(operation: string): boolean {
  const doneMs = own.get(operation);
  return doneMs !== undefined && Date.now() - doneMs < fresh;
}
