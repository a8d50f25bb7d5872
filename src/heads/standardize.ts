import { GraftError, invalidArgument } from '../errors.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import { standardizeInto, sumColumns } from './standardize.kernel.ts';

/** What turns raw features into standardized ones: x̂ = (x - mean) · scale, column by column. */
export interface Standardizer {
  /** The mean of each column. */
  readonly mean: Float32Array;
  /** What each column is multiplied by: 1 / (its standard deviation · √(the width of its block)), or 0 for a constant column. */
  readonly scale: Float32Array;
}

/** Columns that vary by less than this part of their size hold rounding errors, not information: 32-bit floats carry 24 bits. */
const constantColumn = 1e-6;

/**
 * Measures the mean and spread of each column, for features of several blocks of a backbone laid side by side.
 *
 * Each column is brought to mean 0 and variance 1 over the photos, then each block is divided by the square root of its
 * width, so that the expected squared length of a photo's vector is 1 for every block however many numbers it has: blocks
 * of 768 and of 2048 numbers then weigh the same. A constant column gets scale 0, which takes it out.
 *
 * Cost: two passes over the n x d numbers, in 64 bits.
 *
 * @param features Raw features, n x d, one photo a row, n at least 1.
 * @param blocks The widths of the blocks, left to right; they add up to d.
 * @throws `SHAPE_MISMATCH` when the blocks don't add up to d; `INVALID_ARGUMENT` when there is no row or a number is not finite.
 */
export function fitStandardizer(features: Matrix, blocks: readonly number[]): Standardizer {
  const { rows, columns, data } = features;
  expectBlocks(blocks, columns);
  if (rows === 0) throw invalidArgument('features', 'at least one row', rows, 'There are no photos to learn from.');
  const mean = new Float64Array(columns);
  sumColumns(data, columns, new Float64Array(columns), mean, new Float64Array(columns));
  for (const [j, sum] of mean.entries()) mean[j] = sum / rows;
  const residue = new Float64Array(columns);
  const squares = new Float64Array(columns);
  sumColumns(data, columns, mean, residue, squares);
  return standardizerOf(
    mean,
    squares.map((square) => square / rows),
    blocks,
  );
}

/**
 * The standardizer for columns of which mean and variance are known.
 *
 * @throws `INVALID_ARGUMENT` when a variance is not finite.
 */
export function standardizerOf(mean: Float64Array, variance: Float64Array, blocks: readonly number[]): Standardizer {
  const scale = new Float32Array(mean.length);
  let column = 0;
  for (const width of blocks) {
    for (const end = column + width; column < end; column++) {
      const center = mean[column] ?? 0;
      const deviation = Math.sqrt(variance[column] ?? 0);
      if (!Number.isFinite(deviation)) {
        throw invalidArgument(
          `column ${column} of the features`,
          'finite numbers',
          deviation,
          'The backbone gave a number that is not finite.',
        );
      }
      scale[column] = deviation <= constantColumn * Math.abs(center) ? 0 : 1 / (deviation * Math.sqrt(width));
    }
  }
  return { mean: Float32Array.from(mean), scale };
}

/**
 * Standardizes features: (x - mean) · scale, in a new matrix.
 *
 * @param features Raw features, n x d.
 * @throws `SHAPE_MISMATCH` when the standardizer is for another number of columns.
 */
export function applyStandardizer(features: Matrix, standardizer: Standardizer): Matrix {
  return standardizedPart(features, standardizer, { firstRow: 0, rows: features.rows, from: 0, width: features.columns });
}

/** A rectangle of the standardized features, without the rest: rows `firstRow` on, columns `from` on. */
export function standardizedPart(
  features: Matrix,
  { mean, scale }: Standardizer,
  part: { readonly firstRow: number; readonly rows: number; readonly from: number; readonly width: number },
): Matrix {
  if (mean.length !== features.columns) {
    throw new GraftError('SHAPE_MISMATCH', `Expected features of ${mean.length} columns. Received ${features.columns}.`, {
      hint: 'Use features of the cut that the standardizer was fitted on.',
    });
  }
  const out = matrix(part.rows, part.width);
  standardizeInto(features.data, features.columns, mean, scale, part, out.data);
  return out;
}

function expectBlocks(blocks: readonly number[], columns: number): void {
  const total = blocks.reduce((sum, width) => sum + width, 0);
  if (total === columns && blocks.every((width) => Number.isInteger(width) && width > 0)) return;
  throw new GraftError(
    'SHAPE_MISMATCH',
    `Expected the blocks to add up to the ${columns} columns of the features. Received [${blocks.join(', ')}].`,
    { hint: 'Give the width of each block, left to right.' },
  );
}
