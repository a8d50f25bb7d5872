/**
 * What the pure rooms ask of an `AbortSignal`: any real one fits.
 *
 * They compile without the types of Node and of the browser, where `AbortSignal` is declared.
 */
export interface Cancellation {
  /** Throws the reason when the work was cancelled. */
  throwIfAborted(): void;
}
