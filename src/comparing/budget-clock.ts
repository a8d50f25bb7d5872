/**
 * A training's time: runs while it trains, stands while it is measured, and is charged for work whose cost is known.
 *
 * What a run has charged, not what the wall clock says, is held against the budget: features that are in the cache cost a
 * training nothing now, but did cost somebody something.
 */
export class BudgetClock {
  /** In seconds. */
  readonly budget: number;
  readonly #now: () => number;
  #spent = 0;
  #since: number | undefined;

  /** @param now Milliseconds that only grow. */
  constructor(budget: number, now: () => number = () => performance.now()) {
    this.budget = budget;
    this.#now = now;
  }

  /** Lets it run. */
  start(): void {
    this.#since ??= this.#now();
  }

  /** Stops it. */
  stop(): void {
    this.#spent = this.seconds;
    this.#since = undefined;
  }

  /** Adds what work is known to take. */
  charge(seconds: number): void {
    this.#spent += seconds;
  }

  /** What was spent. */
  get seconds(): number {
    return this.#spent + (this.#since === undefined ? 0 : (this.#now() - this.#since) / 1000);
  }

  /** What is left, at least 0. */
  get left(): number {
    return Math.max(0, this.budget - this.seconds);
  }

  /** Whether the budget is spent. */
  get isOver(): boolean {
    return this.seconds >= this.budget;
  }
}
