/** How far a walk through photos is, and how fast it goes. */
export interface PhotoPace {
  /** Photos done, those that were skipped or known already among them. */
  readonly done: number;
  readonly total: number;
  /** Photos whose numbers were known already. */
  readonly cached: number;
  /** The rate at which new ones are computed, or 0 before the first. */
  readonly imagesPerSecond: number;
  /** An estimate for the rest, in seconds. */
  readonly secondsLeft: number;
}

/** Counts photos and tells the rate and the time left; speaks at most ten times a second. */
export class RateClock {
  readonly #total: number;
  #done = 0;
  #startedAt = 0;
  #spokeAt = 0;
  computedCount = 0;
  cachedCount = 0;

  constructor(total: number) {
    this.#total = total;
  }

  /** The first batch starts: from here on the rate counts. */
  start(): void {
    if (this.#startedAt === 0) this.#startedAt = performance.now();
  }

  /** So many were computed. */
  computed(photos: number): void {
    this.computedCount += photos;
    this.#done += photos;
  }

  /** One was known before. */
  known(): void {
    this.cachedCount++;
    this.#done++;
  }

  /** One was passed over. */
  skipped(): void {
    this.#done++;
  }

  /** Whether it is time to speak again. */
  due(): boolean {
    return performance.now() - this.#spokeAt >= 100;
  }

  /** How it goes now. */
  pace(): PhotoPace {
    this.#spokeAt = performance.now();
    const seconds = this.#startedAt === 0 ? 0 : (this.#spokeAt - this.#startedAt) / 1000;
    const imagesPerSecond = seconds === 0 ? 0 : this.computedCount / seconds;
    const secondsLeft = imagesPerSecond === 0 ? 0 : (this.#total - this.#done) / imagesPerSecond;
    return { done: this.#done, total: this.#total, cached: this.cachedCount, imagesPerSecond, secondsLeft };
  }
}
