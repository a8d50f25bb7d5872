/** What is being made, or was. */
interface Made<Answer> {
  readonly of: string;
  readonly answer: Promise<Answer>;
  readonly controller: AbortController;
}

/**
 * An answer that takes seconds, kept while what it is made from stays the same: who asks meanwhile waits for the same work, and who asks for
 * that of something newer ends the older.
 */
export class KeptAnswer<Answer> implements AsyncDisposable {
  #last: Made<Answer> | undefined;

  /**
   * The answer.
   *
   * @param of What it is made from, as a text.
   * @param signal Ends the waiting; the work goes on, as whoever asked will ask again.
   * @throws What `make` throws; the signal's reason
   */
  async get(of: string, make: (signal: AbortSignal) => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    const gone = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    gone.catch(() => {}); // where nobody waits any more
    if (this.#last?.of !== of) this.#begin(of, make);
    for (;;) {
      signal.throwIfAborted();
      const made = this.#last;
      if (made === undefined) throw closed();
      try {
        return await Promise.race([made.answer, gone]);
      } catch (error) {
        if (signal.aborted || !made.controller.signal.aborted) throw error;
        // Somebody asked for that of something newer, which does for whoever asked before, too.
      }
    }
  }

  /** Ends what is being made. */
  async [Symbol.asyncDispose](): Promise<void> {
    const last = this.#last;
    this.#last = undefined;
    last?.controller.abort(closed());
    await last?.answer.catch(() => {});
  }

  #begin(of: string, make: (signal: AbortSignal) => Promise<Answer>): void {
    const before = this.#last;
    before?.controller.abort(new DOMException('The photos have changed meanwhile.', 'AbortError'));
    const controller = new AbortController();
    // One at a time: what was ended may still be in the middle of a step.
    const answer = (before?.answer.catch(() => {}) ?? Promise.resolve()).then(() => make(controller.signal));
    const made: Made<Answer> = { of, answer, controller };
    answer.catch(() => {
      if (this.#last === made) this.#last = undefined; // the next one tries again
    });
    this.#last = made;
  }
}

const closed = (): DOMException => new DOMException('Studio was closed.', 'AbortError');
