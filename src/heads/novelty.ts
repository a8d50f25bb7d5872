import { GraftError } from '../errors.ts';
import type { Matrix } from '../tensor/matrix.ts';
import { rowOf } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { applyStandardizer, type Standardizer } from './standardize.ts';

/**
 * How unlike everything it was trained on a photo is, for a model to say "none of these".
 *
 * For raw features x:
 *
 *     x̂ = (x - mean) · scale                  as for a head: each column, then each block, brought to a spread of 1
 *     d = min_c ‖x̂ - m_c‖²                    the squared distance to the nearest class's mean
 *     r = d - ‖x̂‖²                            how much nearer that is than the mean of all photos
 *     novelty = α · d + β · r + γ              above 0: unknown
 *
 * d is Mahalanobis's distance with a covariance that all classes share (K. Lee et al., NeurIPS 2018, §2.1), of which only
 * the diagonal is kept: with more features than photos the rest cannot be known. It tells photos of other things. r, the
 * relative distance (J. Ren et al., arXiv:2106.09022), adds what tells things of a like kind. What else was tried:
 * docs/decisions/0011.
 */
export interface Novelty extends Standardizer {
  /** The means of the classes, standardized: classes x features. */
  readonly centres: Matrix;
  /** α, what the distance counts. */
  readonly distanceFactor: number;
  /** β, what the relative distance counts. */
  readonly relativeFactor: number;
  /** γ: puts the threshold at 0. */
  readonly offset: number;
}

/** What a novelty is made of, for one photo. */
export interface NoveltyParts {
  /** d, the squared distance to the nearest class. */
  readonly distance: number;
  /** r, the same less the squared distance to the mean of all photos. */
  readonly relative: number;
}

/**
 * The novelty of photos: above 0 where the model should say that it does not know.
 *
 * Cost: n·d·k multiply-adds, as much as a linear head.
 *
 * @param features Raw features, n x d.
 * @returns One number a photo.
 * @throws `SHAPE_MISMATCH` when the features are not those that it was fitted on.
 */
export async function measureNovelty(
  novelty: Novelty,
  features: Matrix,
  multiplier: MatrixMultiplier = plainMultiplier,
): Promise<Float32Array> {
  const parts = await noveltyParts(novelty, features, multiplier);
  return Float32Array.from(parts, (part) => combineNovelty(novelty, part));
}

/** α · d + β · r + γ. */
export function combineNovelty(
  { distanceFactor, relativeFactor, offset }: Omit<Novelty, 'centres' | 'mean' | 'scale'>,
  { distance, relative }: NoveltyParts,
): number {
  return distanceFactor * distance + relativeFactor * relative + offset;
}

/** The two distances of each photo. */
export async function noveltyParts(
  { centres, ...standardizer }: Pick<Novelty, 'centres' | 'mean' | 'scale'>,
  features: Matrix,
  multiplier: MatrixMultiplier,
): Promise<NoveltyParts[]> {
  if (features.columns !== centres.columns) {
    throw new GraftError('SHAPE_MISMATCH', `Expected features of ${centres.columns} columns. Received ${features.columns}.`, {
      hint: 'Use the backbone and the cut that the novelty was fitted on.',
    });
  }
  const standardized = applyStandardizer(features, standardizer);
  const products = await multiplier.multiply(standardized, centres, { transposeB: true });
  const lengths = Float64Array.from({ length: centres.rows }, (_, c) => squaredLength(rowOf(centres, c)));
  return Array.from({ length: features.rows }, (_, photo) => {
    let relative = Number.POSITIVE_INFINITY;
    for (const [c, product] of rowOf(products, photo).entries()) relative = Math.min(relative, (lengths[c] ?? 0) - 2 * product);
    return { distance: squaredLength(rowOf(standardized, photo)) + relative, relative };
  });
}

function squaredLength(row: Float32Array): number {
  let sum = 0;
  for (const x of row) sum += x * x;
  return sum;
}
