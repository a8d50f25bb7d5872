/**
 * What is to be freed, in the reverse of the order in which it was taken: `AsyncDisposableStack`, which Node 20 and 22 have not.
 *
 * All is freed even where one of them fails; the first failure is thrown when all are done.
 */
export class ReleaseStack {
  #releases: (() => unknown)[] = [];

  /** Frees this, too. @returns it */
  use<Held extends Disposable | AsyncDisposable>(held: Held): Held {
    this.defer(() => (Symbol.asyncDispose in held ? held[Symbol.asyncDispose]() : held[Symbol.dispose]()));
    return held;
  }

  /** Does this, too. */
  defer(release: () => unknown): void {
    this.#releases.push(release);
  }

  /** Frees all; a second call does nothing. */
  async release(): Promise<void> {
    const failures: unknown[] = [];
    for (let next = this.#releases.pop(); next !== undefined; next = this.#releases.pop()) {
      try {
        await next();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
