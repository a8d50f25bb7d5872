/** The last samples of a sound that goes on. */
export class RollingWindow {
  readonly #samples: Float32Array;
  #filled = 0;
  #fresh = 0;

  /** @param length In samples. */
  constructor(length: number) {
    this.#samples = new Float32Array(length);
  }

  /** Samples that came since somebody took some. */
  get fresh(): number {
    return this.#fresh;
  }

  add(samples: Float32Array): void {
    const { length } = this.#samples;
    const newest = samples.subarray(Math.max(0, samples.length - length));
    this.#samples.copyWithin(0, newest.length);
    this.#samples.set(newest, length - newest.length);
    this.#filled = Math.min(length, this.#filled + newest.length);
    this.#fresh += samples.length;
  }

  /** The last samples, the newest at the end; fewer while there have not been enough. */
  take(): Float32Array {
    this.#fresh = 0;
    return this.#samples.slice(this.#samples.length - this.#filled);
  }
}
