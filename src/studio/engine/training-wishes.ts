/** What somebody asked a trainer for, changed or not. */
export class TrainingWishes {
  /** A head. */
  head = false;
  /** A training deeper than the head; it comes when all else is done. */
  deeper = false;
  /** Nothing is done until something changes or somebody asks: it was stopped, or it failed. */
  halted = false;

  ask(what: 'head' | 'deeper'): void {
    this[what] = true;
    this.halted = false;
  }

  /** They are fulfilled, or cannot be. */
  settle(): void {
    this.head = false;
    this.deeper = false;
  }

  halt(): void {
    this.settle();
    this.halted = true;
  }
}
