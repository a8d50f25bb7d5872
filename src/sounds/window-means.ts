/**
 * The mean features of a file that is looked at in several pictures, as a sound is: for each cut, over all of them.
 *
 * A linear head's logits of the means are the means of its logits: pooling features is pooling predictions, by their geometric mean.
 */
export class WindowMeans {
  /** For each cut, its features: sums until {@link isWhole}, then means. */
  #blocks: readonly Float32Array[] = [];
  #missing: number;
  /** How many pictures there are. */
  readonly windows: number;

  constructor(windows: number) {
    this.windows = windows;
    this.#missing = windows;
  }

  /** Takes the features of a window, one block for each cut. */
  add(blocks: readonly Float32Array[]): void {
    this.#missing--;
    if (this.windows === 1) this.#blocks = blocks;
    else if (this.#blocks.length === 0) this.#blocks = blocks.map((block) => Float32Array.from(block));
    else for (const [which, block] of blocks.entries()) addTo(this.#blocks[which], block);
    if (this.isWhole && this.windows > 1) this.#blocks = this.#blocks.map((sums) => sums.map((sum) => sum / this.windows));
  }

  get blocks(): readonly Float32Array[] {
    return this.#blocks;
  }

  /** Whether all windows are there. */
  get isWhole(): boolean {
    return this.#missing === 0;
  }
}

function addTo(sums: Float32Array | undefined, block: Float32Array): void {
  if (sums === undefined) return;
  for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] ?? 0) + (block[at] ?? 0);
}
