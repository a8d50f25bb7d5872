import { GraftError, invalidArgument } from '../errors.ts';
import { unitFeatures } from '../heads/unit-features.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { weightedKMeans } from './weighted-k-means.ts';

/** How to pick. */
export interface PickPhotosOptions {
  /** How many photos to pick. */
  readonly count: number;
  /** The widths of the backbone's blocks that lie side by side in the features. @default one block of all columns */
  readonly blocks?: readonly number[] | undefined;
  /** Whether the classes exclude one another; otherwise each has a probability of its own. @default true */
  readonly exclusive?: boolean | undefined;
  /** @default 0 */
  readonly seed?: number | undefined;
  /** @default plain loops */
  readonly multiplier?: MatrixMultiplier | undefined;
  readonly signal?: Cancellation | undefined;
}

/** A photo that should be labelled next. */
export interface PickedPhoto {
  /** Its row. */
  readonly photo: number;
  /** From 0, the model is sure, to 1, it cannot tell the two best classes apart. */
  readonly uncertainty: number;
  /** How many photos of the pool it stands for, itself among them. */
  readonly standsFor: number;
}

/** The least weight of a photo, so that one which the model is sure of can still be picked where no other is left. */
const leastWeight = 1e-6;

/**
 * Picks the photos whose labels would teach a model most: those that it is unsure of, but unlike one another.
 *
 * A photo's uncertainty is 1 less the margin between its two most probable classes (T. Scheffer et al., IDA 2001). The
 * photos are grouped into as many clusters as are to be picked, by k-means on their features, each counted by its
 * uncertainty, and of each cluster the photo nearest to its centre is picked (F. Zhdanov: Diverse mini-batch active
 * learning, arXiv:1901.05954, section 3, there on the most uncertain part alone). The order is that of the clusters'
 * uncertainty in all, so that the first few are worth most. docs/decisions/0008 has what else was measured.
 *
 * Cost: 30·n·d·count multiply-adds, and one n x d matrix.
 *
 * @param features Raw features of the unlabelled photos, n x d.
 * @param probabilities What the model says of them, n x k.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH`; the signal's reason
 */
export async function pickPhotos(features: Matrix, probabilities: Matrix, options: PickPhotosOptions): Promise<PickedPhoto[]> {
  const { count, blocks = [features.columns], exclusive = true, seed, multiplier, signal } = options;
  if (!Number.isInteger(count) || count < 1) throw invalidArgument('count', 'a whole number of at least 1', count);
  if (probabilities.rows !== features.rows)
    throw new GraftError('SHAPE_MISMATCH', `Expected probabilities of ${features.rows} photos. Received ${probabilities.rows}.`);
  if (features.rows === 0) return [];
  const uncertainty = Float64Array.from({ length: features.rows }, (_, photo) => uncertaintyOf(rowOf(probabilities, photo), exclusive));
  const clusters = Math.min(count, features.rows);
  const rows = unitFeatures(features, blocks);
  const weights = uncertainty.map((value) => Math.max(value, leastWeight));
  const { clusterOf, distances } = await weightedKMeans(rows, weights, { clusters, seed, multiplier, signal });

  const groups = Array.from({ length: clusters }, () => ({ photo: -1, photos: 0, weight: 0 }));
  for (const [photo, cluster] of clusterOf.entries()) {
    const group = groups[cluster];
    if (group === undefined) continue;
    group.photos++;
    group.weight += weights[photo] ?? 0;
    if (group.photo === -1 || (distances[photo] ?? 0) < (distances[group.photo] ?? 0)) group.photo = photo;
  }
  const chosen = groups.filter((group) => group.photo !== -1).sort((a, b) => b.weight - a.weight);
  const picked = chosen.map(({ photo, photos }) => ({ photo, uncertainty: uncertainty[photo] ?? 0, standsFor: photos }));
  return [...picked, ...mostUncertain(uncertainty, new Set(picked.map(({ photo }) => photo)), clusters - picked.length)];
}

/** Where clusters came out empty, the most uncertain photos of those that were not picked. */
function mostUncertain(uncertainty: Float64Array, picked: ReadonlySet<number>, count: number): PickedPhoto[] {
  if (count === 0) return [];
  const rest = [...uncertainty.keys()].filter((photo) => !picked.has(photo));
  rest.sort((a, b) => (uncertainty[b] ?? 0) - (uncertainty[a] ?? 0));
  return rest.slice(0, count).map((photo) => ({ photo, uncertainty: uncertainty[photo] ?? 0, standsFor: 1 }));
}

/** 1 less the margin; of classes that do not exclude one another, that of the class which is least sure to be there or not. */
function uncertaintyOf(probabilities: Float32Array, exclusive: boolean): number {
  if (!exclusive) return probabilities.reduce((most, value) => Math.max(most, 1 - Math.abs(2 * value - 1)), 0);
  let [first, second] = [0, 0];
  for (const value of probabilities) {
    if (value > first) [first, second] = [value, first];
    else if (value > second) second = value;
  }
  return 1 - (first - second);
}
