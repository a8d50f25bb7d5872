import type { Matrix } from '../tensor/matrix.ts';
import { normalizeRows } from './knn.kernel.ts';
import { applyStandardizer, fitStandardizer, type Standardizer } from './standardize.ts';

/**
 * Features as directions: standardized block by block, each photo's row scaled to length 1. The product of two rows is
 * then their cosine: 1 for photos that the backbone sees as the same, about 0 for photos that have nothing in common.
 *
 * @param features Raw features, n x d.
 * @param blocks The widths of the backbone's blocks, left to right.
 */
export function unitFeatures(features: Matrix, blocks: readonly number[]): Matrix {
  return unitRows(features, fitStandardizer(features, blocks));
}

/** Standardized features, each row of length 1. */
export function unitRows(features: Matrix, standardizer: Standardizer): Matrix {
  const out = applyStandardizer(features, standardizer);
  normalizeRows(out.data, out.columns);
  return out;
}
