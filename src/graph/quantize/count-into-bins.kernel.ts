/** What {@link measureExtent} finds. */
export interface Extent {
  readonly low: number;
  readonly high: number;
  /** Whether every number is finite. */
  readonly finite: boolean;
}

/** The least and the greatest of some numbers; Infinity and -Infinity where there is none. */
export function measureExtent(values: Float32Array): Extent {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let sum = 0; // of 0·x: 0 where all are finite, else NaN
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (x < low) low = x;
    if (x > high) high = x;
    sum += 0 * x;
  }
  return { low, high, finite: sum === 0 };
}

/**
 * Counts numbers into bins of one width that lie symmetrically about 0; exact zeros are left out.
 *
 * bin(x) = floor(x / width) + counts.length / 2
 *
 * @param values All of them inside the bins.
 * @returns How many zeros there were.
 */
export function countIntoBins(values: Float32Array, counts: Float64Array, width: number): number {
  const half = counts.length / 2;
  const perUnit = 1 / width; // exact: widths are powers of two
  let zeros = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (x === 0) zeros++;
    else counts[Math.floor(x * perUnit) + half]!++;
  }
  return zeros;
}
