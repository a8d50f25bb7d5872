import { invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { nearestInto } from './knn.kernel.ts';
import { type KnnHead, queryRows, writeVotes } from './knn.ts';
import type { Standardizer } from './standardize.ts';
import { unitRows } from './unit-features.ts';

/** How a {@link KnnHead} is fitted. */
export interface FitKnnOptions {
  /** The weight of a photo of each class. */
  readonly classWeights: Float64Array;
  /** How many photos to ask. @default chosen among 1, 3, 5, 9, 15 and 25 by leaving one out */
  readonly neighbours?: number | undefined;
  /** The identity of each photo: copies of a photo are left out together with it. */
  readonly keys?: readonly string[] | undefined;
  readonly signal?: Cancellation | undefined;
}

/** A choice of neighbours and sharpness, and how it did on photos left out. */
export interface NeighbourScore {
  readonly neighbours: number;
  readonly sharpness: number;
  /** Mean log loss with each photo left out of the bank in turn, each class weighted. */
  readonly logLoss: number;
  /** The part of the photos that was right. */
  readonly accuracy: number;
}

/** A fitted head and what was tried for it. */
export interface KnnFit {
  readonly head: KnnHead;
  /** The scores of all choices; empty with fewer than two photos. */
  readonly table: readonly NeighbourScore[];
}

const neighbourChoices = [1, 3, 5, 9, 15, 25];
/** Cosines of photos of one class differ by a tenth or two: from nearly even votes to nearly the nearest alone. */
const sharpnessChoices = [5, 10, 20, 40];
/** Choosing two numbers needs no more photos than this; with more, evenly spaced ones are left out in turn. */
const leftOutLimit = 2000;

/**
 * Fits a nearest-neighbour head: stores the photos, and chooses how many to ask and how steeply nearness counts.
 *
 * The choice is by leaving each photo out in turn, which costs nothing for neighbours: the cosines are there already. The
 * least log loss wins, of equals the fewest neighbours. The votes are smoothed by one photo a class (Laplace's rule).
 *
 * Cost: n²·d multiply-adds for up to 2,000 photos, then 2,000·n·d; 4·n·d bytes in the head.
 *
 * @param features Raw features, n x d.
 */
export async function fitKnn(
  features: Matrix,
  labels: Int32Array,
  standardizer: Standardizer,
  multiplier: MatrixMultiplier,
  options: FitKnnOptions,
): Promise<KnnFit> {
  const { classWeights, neighbours, keys, signal } = options;
  if (neighbours !== undefined && (!Number.isInteger(neighbours) || neighbours < 1)) {
    throw invalidArgument('neighbours', 'a whole number of at least 1', neighbours);
  }
  const photos = features.rows;
  const classes = classWeights.length;
  const votes = matrix(photos, classes);
  for (const [photo, label] of labels.entries()) votes.data[photo * classes + label] = classWeights[label] ?? 0;
  const bank = unitRows(features, standardizer);
  const base = { bank, votes, smoothing: classes / (photos + classes), keys };
  const counts = (neighbours === undefined ? neighbourChoices : [neighbours]).filter((count) => count < photos);
  const choices = counts.flatMap((count) => sharpnessChoices.map((sharpness) => ({ neighbours: count, sharpness })));
  const table = await scoreChoices(base, labels, classWeights, choices, multiplier, signal);
  let best: Pick<NeighbourScore, 'neighbours' | 'sharpness' | 'logLoss'> = {
    neighbours: Math.min(neighbours ?? 1, photos),
    sharpness: 10,
    logLoss: Number.POSITIVE_INFINITY,
  };
  for (const score of table) if (score.logLoss < best.logLoss) best = score;
  const head: KnnHead = {
    kind: 'knn',
    mean: standardizer.mean,
    scale: standardizer.scale,
    bank,
    votes,
    neighbours: best.neighbours,
    sharpness: best.sharpness,
    smoothing: base.smoothing,
  };
  return { head, table };
}

/** Scores each choice with photos left out in turn. */
async function scoreChoices(
  base: Pick<KnnHead, 'bank' | 'votes' | 'smoothing'> & Pick<FitKnnOptions, 'keys'>,
  labels: Int32Array,
  classWeights: Float64Array,
  choices: readonly Pick<NeighbourScore, 'neighbours' | 'sharpness'>[],
  multiplier: MatrixMultiplier,
  signal: Cancellation | undefined,
): Promise<NeighbourScore[]> {
  const { bank, keys } = base;
  const photos = bank.rows;
  if (choices.length === 0) return [];
  const stride = Math.max(1, photos / leftOutLimit);
  const queries = Array.from({ length: Math.min(photos, leftOutLimit) }, (_, i) => Math.floor(i * stride));
  const sums = choices.map(() => ({ loss: 0, right: 0 }));
  const probabilities = new Float32Array(classWeights.length);
  let weightSum = 0;
  for (let start = 0; start < queries.length; start += queryRows) {
    signal?.throwIfAborted();
    const part = queries.slice(start, start + queryRows);
    const rows = matrix(part.length, bank.columns);
    for (const [i, photo] of part.entries()) rows.data.set(rowOf(bank, photo), i * bank.columns);
    const cosines = await multiplier.multiply(rows, bank, { transposeB: true });
    for (const [i, photo] of part.entries()) {
      const row = rowOf(cosines, i);
      const candidates = leaveOut(row, photo, keys);
      const largest = Math.min(Math.max(...choices.map(({ neighbours }) => neighbours)), candidates);
      if (largest === 0) continue;
      const nearest = new Uint32Array(largest);
      nearestInto(row, nearest);
      const label = labels[photo] ?? 0;
      const weight = classWeights[label] ?? 0;
      weightSum += weight;
      for (const [c, { neighbours, sharpness }] of choices.entries()) {
        writeVotes({ ...base, sharpness }, row, nearest.subarray(0, neighbours), probabilities);
        const sum = sums[c] ?? { loss: 0, right: 0 };
        const p = probabilities[label] ?? 0;
        sum.loss -= weight * Math.log(p);
        if (probabilities.every((other, at) => at === label || other < p)) sum.right++;
      }
    }
  }
  return choices.map((choice, c) => ({
    ...choice,
    logLoss: (sums[c]?.loss ?? 0) / weightSum,
    accuracy: (sums[c]?.right ?? 0) / queries.length,
  }));
}

/** Puts a photo and its copies out of reach, and returns how many others there are. */
function leaveOut(cosines: Float32Array, photo: number, keys: readonly string[] | undefined): number {
  let left = cosines.length;
  for (let other = 0; other < cosines.length; other++) {
    if (other !== photo && (keys === undefined || keys[other] !== keys[photo])) continue;
    cosines[other] = Number.NEGATIVE_INFINITY;
    left--;
  }
  return left;
}
