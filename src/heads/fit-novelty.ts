import { invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, matrix, rowOf, takeRows } from '../tensor/matrix.ts';
import { median } from '../tensor/median.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { combineNovelty, type Novelty, type NoveltyParts, noveltyParts } from './novelty.ts';
import { sumColumns } from './standardize.kernel.ts';
import { fitStandardizer, standardizerOf } from './standardize.ts';
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

/** How much the relative distance counts beside the distance, each in its own spread: docs/decisions/0011. */
const relativeWeight = 0.5;

/**
 * Learns from features alone what photos of the classes look like, and where to say "none of these".
 *
 * Each photo is measured against the photos of the other folds, so that its distance is that of a new one. From these
 * numbers come the scales of the two distances and the threshold: so many photos of known classes as asked for are let
 * through, by the same counting as in split conformal prediction (the ⌈(n + 1)·passes⌉-th smallest).
 *
 * Cost: six passes over the n x d numbers, n·d·k multiply-adds, and 24·k·d bytes.
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
  const everything = fitStandardizer(features, blocks);
  const total = sumPhotos(features, own, [...own.keys()], everything.mean, classes);
  const parts: (NoveltyParts | undefined)[] = new Array(own.length).fill(undefined);
  for (const fold of new Set(foldOf)) {
    if (fold === neverHeldOut) continue;
    signal?.throwIfAborted();
    const rows = [...own.keys()].filter((photo) => foldOf[photo] === fold);
    const others = without(total, sumPhotos(features, own, rows, everything.mean, classes));
    const found = await noveltyParts(spaceOf(others, everything.mean, blocks), takeRows(features, rows), multiplier);
    for (const [i, photo] of rows.entries()) parts[photo] = found[i];
  }
  const known = parts.filter((part) => part !== undefined);
  const rank = Math.ceil((known.length + 1) * passes - 1e-9);
  if (rank > known.length) return undefined;
  const distances = known.map(({ distance }) => distance);
  const relatives = known.map(({ relative }) => relative);
  const factors = {
    distanceFactor: 1 / spreadOf(distances),
    relativeFactor: relativeWeight / spreadOf(relatives),
    offset: 0,
  };
  const sorted = known.map((part) => combineNovelty(factors, part)).toSorted((a, b) => a - b);
  const complete = { ...factors, offset: -(sorted[rank - 1] ?? 0) };
  return {
    novelty: { ...complete, ...spaceOf(total, everything.mean, blocks) },
    passes,
    images: known.length,
    outOfFold: Float32Array.from(parts, (part) => (part === undefined ? Number.NaN : combineNovelty(complete, part))),
  };
}

/** Sums over some photos, of features less a shift: from those of all and of a fold follow those of the others. */
interface PhotoSums {
  /** Photos of each class. */
  readonly counts: Float64Array;
  /** The sum for each class, classes x features. */
  readonly sums: Float64Array;
  /** The sum of the squares for each feature. */
  readonly squares: Float64Array;
}

function sumPhotos(features: Matrix, labels: Int32Array, rows: readonly number[], shift: Float32Array, classes: number): PhotoSums {
  const { columns } = features;
  const counts = new Float64Array(classes);
  const sums = new Float64Array(classes * columns);
  const squares = new Float64Array(columns);
  for (const row of rows) {
    const label = labels[row] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
    sumColumns(rowOf(features, row), columns, shift, sums.subarray(label * columns, (label + 1) * columns), squares);
  }
  return { counts, sums, squares };
}

/** Sums over the photos of `all` that are not in `some`. */
function without(all: PhotoSums, some: PhotoSums): PhotoSums {
  // What is left of a sum that was all in the fold is rounding.
  const less = (a: Float64Array, b: Float64Array): Float64Array =>
    a.map((value, i) => {
      const rest = value - (b[i] ?? 0);
      return Math.abs(rest) <= roundingPart * Math.abs(value) ? 0 : rest;
    });
  return { counts: less(all.counts, some.counts), sums: less(all.sums, some.sums), squares: less(all.squares, some.squares) };
}

/** The standardization, and the classes' means in it. */
function spaceOf(
  { counts, sums, squares }: PhotoSums,
  shift: Float32Array,
  blocks: readonly number[],
): Pick<Novelty, 'mean' | 'scale' | 'centres'> {
  const columns = squares.length;
  const photos = counts.reduce((sum, count) => sum + count, 0);
  const offset = new Float64Array(columns); // of the mean from the shift
  for (let i = 0; i < sums.length; i++) offset[i % columns] = (offset[i % columns] ?? 0) + (sums[i] ?? 0) / photos;
  const variance = squares.map((square, j) => Math.max(0, square / photos - (offset[j] ?? 0) ** 2));
  let from = 0;
  for (const width of blocks) {
    const block = variance.subarray(from, from + width);
    const least = (leastVariance * block.reduce((sum, value) => sum + value, 0)) / width;
    for (const [j, value] of block.entries()) if (value > 0) block[j] = Math.max(value, least);
    from += width;
  }
  const standardizer = standardizerOf(
    offset.map((value, j) => value + (shift[j] ?? 0)),
    variance,
    blocks,
  );
  const centres = matrix(counts.length, columns);
  for (const [c, count] of counts.entries()) {
    const row = rowOf(centres, c);
    // A class without photos has its centre where nothing comes near it.
    for (let j = 0; j < columns; j++) {
      row[j] = count === 0 ? farAway : ((sums[c * columns + j] ?? 0) / count - (offset[j] ?? 0)) * (standardizer.scale[j] ?? 0);
    }
  }
  return { ...standardizer, centres };
}

/** Differences of sums below this part of them are rounding errors, with room to spare: 64-bit sums carry 53 bits. */
const roundingPart = 1e-9;

/**
 * A column counts as though it varied at least by this part of its block's mean variance. One that hardly did in few photos
 * would otherwise decide alone, as soon as a new photo has something there.
 */
const leastVariance = 1e-4;

/** A coordinate far from any photo, whose square is still a number in 32 bits. */
const farAway = 1e6;

/**
 * The spread of some numbers, whatever a few strangers among them are: 1.4826 times their median distance from their median,
 * which for normal ones is the standard deviation. 1 where all are alike, which then tells nothing.
 */
function spreadOf(values: readonly number[]): number {
  const middle = median(values);
  const spread = 1.4826 * median(values.map((value) => Math.abs(value - middle)));
  return spread > 0 ? spread : 1;
}
