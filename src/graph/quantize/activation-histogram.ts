import { GraftError } from '../../errors.ts';
import { countIntoBins, measureExtent } from './count-into-bins.kernel.ts';

/** On each side of 0. With widths of powers of two, at least half of them lie within what was seen. */
const binsASide = 2048;

/** The narrowest bin: what is smaller than a bin of it is as good as 0, and its reciprocal is finite. */
const narrowest = 2 ** -60;

/**
 * What an activation was over some photos: least, greatest, and a histogram, in memory that does not grow with the photos.
 *
 * The bins have a power of two as their width and lie symmetrically about 0. Where a number falls outside, the width
 * doubles until it fits, and neighbouring bins are joined: the counts are then what they would have been with the wide
 * bins from the start, so the result does not depend on the order of the photos. It fills, hence a class.
 */
export class ActivationHistogram {
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;
  #width = narrowest;
  #zeros = 0;
  #total = 0;
  readonly #counts = new Float64Array(2 * binsASide); // counts beyond 2^32 are met: 128 photos of a million numbers are a tenth of it

  /**
   * Adds what was seen on some photos.
   *
   * @throws `GRAPH_INVALID` where a number is not finite
   */
  add(values: Float32Array, name: string): void {
    const { low, high, finite } = measureExtent(values);
    if (!finite) {
      throw new GraftError('GRAPH_INVALID', `The network computes numbers that are not finite at "${name}": they cannot be quantized.`, {
        hint: 'Check the pixel range that it expects, and the network itself.',
      });
    }
    if (values.length === 0) return;
    this.#widenTo(low, high);
    this.#low = Math.min(this.#low, low);
    this.#high = Math.max(this.#high, high);
    this.#total += values.length;
    this.#zeros += countIntoBins(values, this.#counts, this.#width);
  }

  /** The least number seen; Infinity before the first. */
  get low(): number {
    return this.#low;
  }

  /** The greatest number seen; -Infinity before the first. */
  get high(): number {
    return this.#high;
  }

  /** How many numbers were seen, and how many of them were exactly 0, which are in no bin. */
  get seen(): { readonly total: number; readonly zeros: number } {
    return { total: this.#total, zeros: this.#zeros };
  }

  /** A bin's width. */
  get width(): number {
    return this.#width;
  }

  /** How many numbers lie in each bin; bin i begins at (i - half of the bins) · width. */
  get counts(): Readonly<Float64Array> {
    return this.#counts;
  }

  #widenTo(low: number, high: number): void {
    // The last bin ends, exclusively, at binsASide · width; the first begins at its negative, inclusively.
    while (high >= binsASide * this.#width || low < -binsASide * this.#width) {
      const counts = this.#counts;
      const joined = new Float64Array(counts.length);
      for (const [at, count] of counts.entries()) {
        if (count > 0)
          joined[Math.floor((at - binsASide) / 2) + binsASide] = (joined[Math.floor((at - binsASide) / 2) + binsASide] ?? 0) + count;
      }
      counts.set(joined);
      this.#width *= 2;
    }
  }
}
