import { applyStandardizer, fitStandardizer } from '../heads/standardize.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';

/**
 * Features as directions: standardized block by block, each photo's row scaled to length 1. The product of two rows is
 * then their cosine: 1 for photos that the backbone sees as the same, about 0 for photos that have nothing in common.
 *
 * @param features Raw features, n x d.
 * @param blocks The widths of the backbone's blocks, left to right.
 */
export function unitFeatures(features: Matrix, blocks: readonly number[]): Matrix {
  const units = applyStandardizer(features, fitStandardizer(features, blocks));
  for (let row = 0; row < units.rows; row++) {
    const own = rowOf(units, row);
    let square = 0;
    for (const value of own) square += value * value;
    const length = Math.sqrt(square);
    if (length > 0) for (let column = 0; column < own.length; column++) own[column] = (own[column] ?? 0) / length;
  }
  return units;
}
