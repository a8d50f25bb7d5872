/** How far two runs of the same network are apart, over several pictures. */
export interface Agreement {
  readonly pictures: number;
  /** The share of pictures whose largest value stands at the same place; where the reference has a tie, any of the tied counts. */
  readonly top1: number;
  /** The root mean square of the differences, over all pictures and values, in steps of the reference's quantization. */
  readonly rms: number;
  /** The largest difference of all, in the same steps. */
  readonly worst: number;
  /** The smallest correlation (Pearson) between a picture's two lists of values. */
  readonly correlation: number;
}

/** A reference's quantization: real value = scale * (stored - zeroPoint). */
export interface Quantization {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** What a network gave for one picture: as the reference stored it, and as we computed it. */
export interface Pair {
  readonly reference: Uint8Array;
  readonly ours: Float32Array;
}

/**
 * Compares real-valued outputs with quantized reference outputs.
 *
 * @param pairs One a picture, at least one, each with two lists of the same length.
 */
export function agreementOf(pairs: readonly Pair[], { scale, zeroPoint }: Quantization): Agreement {
  let [same, squares, count, worst, correlation] = [0, 0, 0, 0, 1];
  for (const { reference, ours } of pairs) {
    if (reference.length !== ours.length || ours.length === 0)
      throw new Error(`Expected ${reference.length} values. Received ${ours.length}.`);
    // Not rounded: a network that is not quantized any more may lie between two steps.
    const stored = ours.map((value) => value / scale + zeroPoint);
    for (const [i, value] of stored.entries()) {
      const difference = Math.abs(value - (reference[i] ?? Number.NaN));
      squares += difference * difference;
      worst = Math.max(worst, difference); // NaN is kept, and shows
    }
    count += stored.length;
    if (reference[indexOfLargest(ours)] === Math.max(...reference)) same++;
    correlation = Math.min(correlation, pearson(reference, stored));
  }
  return { pictures: pairs.length, top1: same / pairs.length, rms: Math.sqrt(squares / count), worst, correlation };
}

function indexOfLargest(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? Number.NaN) ? i : best), 0);
}

function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN];
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const n = a.length;
  return (n * sumAB - sumA * sumB) / Math.sqrt((n * sumAA - sumA * sumA) * (n * sumBB - sumB * sumB));
}
