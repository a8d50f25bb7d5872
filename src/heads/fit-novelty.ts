import { invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { countLabels, expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, matrix, rowOf, takeRows } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { combineNovelty, type Novelty, type NoveltyParts, noveltyParts } from './novelty.ts';
import { applyStandardizer, fitStandardizer } from './standardize.ts';
import { neverHeldOut } from './stratified-folds.ts';

/** How a {@link Novelty} is fitted. */
export interface FitNoveltyOptions {
  /** How many classes there are. */
  readonly classes: number;
  /** The fold of each photo, from `stratifiedFolds`. */
  readonly foldOf: Int32Array;
  /** The widths of the backbone's blocks that lie side by side in the features. @default one block of all columns */
  readonly blocks?: readonly number[] | undefined;
  /** The part of photos of known classes that is to be let through. @default 0.95 */
  readonly passes?: number | undefined;
  /** @default plain loops */
  readonly multiplier?: MatrixMultiplier | undefined;
  readonly signal?: Cancellation | undefined;
}

/** A fitted novelty, and what its threshold stands on. */
export interface NoveltyFit {
  readonly novelty: Novelty;
  /** The part of photos of known classes that is let through. */
  readonly passes: number;
  /** On how many photos the threshold was set. */
  readonly images: number;
  /** The novelty of each photo, found without it; NaN for one that was never held out. */
  readonly outOfFold: Float32Array;
}

/**
 * Learns from features alone what photos of the classes look like, and where to say "none of these".
 *
 * Each photo is measured against the photos of the other folds, so that its distance is that of a new one. From these
 * numbers come the scales of the two distances, which count alike in their standard deviations, and the threshold: so many photos of known classes as asked for are let
 * through, by the same counting as in split conformal prediction (the ⌈(n + 1)·passes⌉-th smallest).
 *
 * Cost: three passes over the n x d numbers for each fold, and n·d·k multiply-adds.
 *
 * @param features Raw features, n x d.
 * @returns undefined where there are too few photos to promise so much: fewer than 19 for 0.95.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH`; the signal's reason, between folds.
 */
export async function fitNovelty(features: Matrix, labels: Labels, options: FitNoveltyOptions): Promise<NoveltyFit | undefined> {
  const { classes, foldOf, blocks = [features.columns], passes = 0.95, multiplier = plainMultiplier, signal } = options;
  if (!(passes > 0 && passes < 1)) throw invalidArgument('passes', 'a part above 0 and below 1, such as 0.95', passes);
  const own = expectLabels(labels, features.rows, classes);
  if (foldOf.length !== own.length) throw invalidArgument('foldOf', `${own.length} numbers, one a photo`, foldOf.length);
  const parts: (NoveltyParts | undefined)[] = new Array(own.length).fill(undefined);
  for (const fold of new Set(foldOf)) {
    if (fold === neverHeldOut) continue;
    signal?.throwIfAborted();
    const others = [...own.keys()].filter((photo) => foldOf[photo] !== fold);
    const rows = [...own.keys()].filter((photo) => foldOf[photo] === fold);
    const learned = takeRows(features, others);
    const space = fitSpace(
      learned,
      Int32Array.from(others, (photo) => own[photo] ?? 0),
      classes,
      blocks,
    );
    const found = await noveltyParts(space, takeRows(features, rows), multiplier);
    for (const [i, photo] of rows.entries()) parts[photo] = found[i];
  }
  const known = parts.filter((part) => part !== undefined);
  const rank = Math.ceil((known.length + 1) * passes - 1e-9);
  if (rank > known.length) return undefined;
  const distances = known.map(({ distance }) => distance);
  const relatives = known.map(({ relative }) => relative);
  const factors = {
    distanceFactor: 1 / deviation(distances),
    relativeFactor: 1 / deviation(relatives),
    offset: 0,
  };
  const sorted = known.map((part) => combineNovelty(factors, part)).toSorted((a, b) => a - b);
  const complete = { ...factors, offset: -(sorted[rank - 1] ?? 0) };
  return {
    novelty: { ...complete, ...fitSpace(features, own, classes, blocks) },
    passes,
    images: known.length,
    outOfFold: Float32Array.from(parts, (part) => (part === undefined ? Number.NaN : combineNovelty(complete, part))),
  };
}

/** The standardization, and the classes' means in it. */
function fitSpace(
  features: Matrix,
  labels: Int32Array,
  classes: number,
  blocks: readonly number[],
): Pick<Novelty, 'mean' | 'scale' | 'centres'> {
  const standardizer = fitStandardizer(features, blocks);
  const standardized = applyStandardizer(features, standardizer);
  const counts = countLabels(labels, classes);
  const sums = new Float64Array(classes * features.columns);
  for (const [photo, label] of labels.entries()) {
    const at = label * features.columns;
    for (const [j, x] of rowOf(standardized, photo).entries()) sums[at + j] = (sums[at + j] ?? 0) + x;
  }
  // A class without photos has its centre where nothing comes near it.
  const centres = matrix(classes, features.columns);
  for (const [i, sum] of sums.entries()) {
    const count = counts[Math.floor(i / features.columns)] ?? 0;
    centres.data[i] = count === 0 ? farAway : sum / count;
  }
  return { ...standardizer, centres };
}

/** A coordinate far from any photo, whose square is still a number in 32 bits. */
const farAway = 1e6;

/** The standard deviation; 1 where all are alike, which then tells nothing. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return variance > 0 ? Math.sqrt(variance) : 1;
}
