import { invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import type { PhotoPass } from './photo-pass.ts';
import { sumColumns } from './standardize.kernel.ts';
import { type Standardizer, standardizerOf } from './standardize.ts';

/** What one pass over all photos tells. */
export interface ColumnMeasures {
  readonly standardizer: Standardizer;
  /** Photos of each class. */
  readonly counts: Float64Array;
  readonly photos: number;
}

/**
 * Measures the mean and spread of each column, and how many photos each class has, in one pass: what `fitStandardizer` and `countLabels`
 * give for a matrix in memory.
 *
 * The sums are of differences from the first batch's means, in 64 bits, so that a column far from 0 keeps its digits (T. Chan, G. Golub,
 * R. LeVeque, Algorithms for computing the sample variance, The American Statistician 37, 1983, §3).
 *
 * @param blocks The widths of the blocks, left to right.
 * @throws `INVALID_ARGUMENT` when there is no photo or a number is not finite; the signal's reason, between batches
 */
export async function measureColumns(
  pass: PhotoPass,
  classes: number,
  blocks: readonly number[],
  signal?: Cancellation,
): Promise<ColumnMeasures> {
  const columns = blocks.reduce((sum, width) => sum + width, 0);
  const counts = new Float64Array(classes);
  const [shift, sums, squares] = [new Float64Array(columns), new Float64Array(columns), new Float64Array(columns)];
  let photos = 0;
  for await (const { features, labels } of pass()) {
    signal?.throwIfAborted();
    if (photos === 0) {
      sumColumns(features.data, columns, shift, sums, squares);
      for (let j = 0; j < columns; j++) shift[j] = (sums[j] ?? 0) / features.rows;
      sums.fill(0);
      squares.fill(0);
    }
    sumColumns(features.data, columns, shift, sums, squares);
    for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
    photos += features.rows;
  }
  if (photos === 0) throw invalidArgument('features', 'at least one row', photos, 'There are no photos to learn from.');
  const offset = sums.map((sum) => sum / photos);
  const mean = offset.map((value, j) => value + (shift[j] ?? 0));
  const variance = squares.map((square, j) => Math.max(0, square / photos - (offset[j] ?? 0) ** 2));
  return { standardizer: standardizerOf(mean, variance, blocks), counts, photos };
}
