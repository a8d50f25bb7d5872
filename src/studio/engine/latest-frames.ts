/** What a page has under way. */
interface Turn {
  /** Tells the frame that waits whether it may go on. */
  waiting: ((mayGoOn: boolean) => void) | undefined;
}

/**
 * Judges the frames of live pictures: of each page one at a time, and of those that wait the newest. An older one is let go, as nobody would
 * look at what was said of it: frames are dropped rather than queued.
 */
export class LatestFrames {
  readonly #turns = new Map<string, Turn>();

  /** Judges a frame when the one before it is judged. @returns undefined where a newer frame came meanwhile */
  async inTurn<Verdict>(page: string, judge: () => Promise<Verdict>): Promise<Verdict | undefined> {
    const before = this.#turns.get(page);
    if (before !== undefined) {
      before.waiting?.(false);
      const mayGoOn = await new Promise<boolean>((resolve) => {
        before.waiting = resolve;
      });
      if (!mayGoOn) return undefined;
    }
    const turn: Turn = before ?? { waiting: undefined };
    this.#turns.set(page, turn);
    try {
      return await judge();
    } finally {
      const next = turn.waiting;
      turn.waiting = undefined;
      if (next === undefined) this.#turns.delete(page);
      else next(true);
    }
  }
}
