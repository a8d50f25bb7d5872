import { GraftError, invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix, rowOf, takeRows } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { type Random, seededRandom } from '../tensor/random.ts';

/** Lloyd's steps after which clusters hardly move any more; they need not be at rest to be of use. */
const mostSteps = 15;

/** How to cluster. */
export interface WeightedKMeansOptions {
  /** How many clusters, from 1 to the number of rows. */
  readonly clusters: number;
  /** Decides where the clusters begin. @default 0 */
  readonly seed?: number | undefined;
  /** @default plain loops */
  readonly multiplier?: MatrixMultiplier | undefined;
  readonly signal?: Cancellation | undefined;
}

/** Clusters of rows. */
export interface Clusters {
  /** The cluster of each row. */
  readonly clusterOf: Int32Array;
  /** The squared distance of each row to the centre of its cluster. */
  readonly distances: Float64Array;
}

/**
 * Groups rows so that the weighted sum of the squared distances to the clusters' means is small (k-means; S. Lloyd,
 * IEEE Trans. Inf. Theory 28, 1982), begun with rows far from one another (k-means++; D. Arthur and S. Vassilvitskii,
 * SODA 2007, section 2.2), each counted by its weight in both.
 *
 * Clusters may end empty, where rows are the same. Cost: n·d·k multiply-adds a step, 15 steps at most, and as much again
 * to begin.
 *
 * @param rows n x d.
 * @param weights One for each row, none below 0.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH`; the signal's reason
 */
export async function weightedKMeans(rows: Matrix, weights: Float64Array, options: WeightedKMeansOptions): Promise<Clusters> {
  const { clusters, seed = 0, multiplier = plainMultiplier, signal } = options;
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > rows.rows)
    throw invalidArgument('clusters', `a whole number from 1 to ${rows.rows}`, clusters);
  if (weights.length !== rows.rows) throw new GraftError('SHAPE_MISMATCH', `Expected ${rows.rows} weights. Received ${weights.length}.`);
  const squares = squaredLengths(rows);
  let centres = takeRows(rows, await farApart(rows, squares, weights, clusters, { random: seededRandom(seed), multiplier, signal }));
  const clusterOf = new Int32Array(rows.rows).fill(-1);
  const distances = new Float64Array(rows.rows);
  for (let step = 0; step < mostSteps; step++) {
    signal?.throwIfAborted();
    const products = await multiplier.multiply(rows, centres, { transposeB: true });
    const centreSquares = squaredLengths(centres);
    let moved = 0;
    for (let row = 0; row < rows.rows; row++) {
      const own = rowOf(products, row);
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let cluster = 0; cluster < clusters; cluster++) {
        const distance = (centreSquares[cluster] ?? 0) - 2 * (own[cluster] ?? 0); // less the row's own length, which all share
        if (distance < least) [best, least] = [cluster, distance];
      }
      if (clusterOf[row] !== best) moved++;
      clusterOf[row] = best;
      distances[row] = Math.max(0, (squares[row] ?? 0) + least);
    }
    if (moved === 0) break;
    centres = weightedMeans(rows, weights, clusterOf, centres);
  }
  return { clusterOf, distances };
}

/** k-means++: each next row is drawn with its weight times its squared distance to the nearest one drawn so far. */
async function farApart(
  rows: Matrix,
  squares: Float64Array,
  weights: Float64Array,
  count: number,
  { random, multiplier, signal }: { random: Random; multiplier: MatrixMultiplier; signal: Cancellation | undefined },
): Promise<number[]> {
  const nearest = new Float64Array(rows.rows).fill(1);
  const drawn: number[] = [];
  while (drawn.length < count) {
    signal?.throwIfAborted();
    const next = draw(weights, nearest, random) ?? rows.rows - 1 - drawn.length; // only copies are left: any row will do
    const products = await multiplier.multiply(rows, matrix(1, rows.columns, rowOf(rows, next)), { transposeB: true });
    for (let row = 0; row < rows.rows; row++) {
      const distance = Math.max(0, (squares[row] ?? 0) + (squares[next] ?? 0) - 2 * (products.data[row] ?? 0));
      nearest[row] = drawn.length === 0 ? distance : Math.min(nearest[row] ?? 0, distance);
    }
    nearest[next] = 0;
    drawn.push(next);
  }
  return drawn;
}

function draw(weights: Float64Array, distances: Float64Array, random: Random): number | undefined {
  let total = 0;
  for (let row = 0; row < weights.length; row++) total += (weights[row] ?? 0) * (distances[row] ?? 0);
  let left = random.next() * total;
  let last: number | undefined;
  for (let row = 0; row < weights.length; row++) {
    const share = (weights[row] ?? 0) * (distances[row] ?? 0);
    if (share <= 0) continue;
    last = row;
    left -= share;
    if (left <= 0) break;
  }
  return last;
}

/** The means of the clusters; one without weight stays where it was. */
function weightedMeans(rows: Matrix, weights: Float64Array, clusterOf: Int32Array, before: Matrix): Matrix {
  const { columns } = rows;
  const sums = new Float64Array(before.rows * columns);
  const totals = new Float64Array(before.rows);
  for (let row = 0; row < rows.rows; row++) {
    const cluster = clusterOf[row] ?? 0;
    const weight = weights[row] ?? 0;
    totals[cluster] = (totals[cluster] ?? 0) + weight;
    const own = rowOf(rows, row);
    const at = cluster * columns;
    for (let column = 0; column < columns; column++) sums[at + column] = (sums[at + column] ?? 0) + weight * (own[column] ?? 0);
  }
  const means = matrix(before.rows, columns);
  for (let cluster = 0; cluster < before.rows; cluster++) {
    const total = totals[cluster] ?? 0;
    for (let at = cluster * columns; at < (cluster + 1) * columns; at++)
      means.data[at] = total > 0 ? (sums[at] ?? 0) / total : (before.data[at] ?? 0);
  }
  return means;
}

function squaredLengths(rows: Matrix): Float64Array {
  return Float64Array.from({ length: rows.rows }, (_, row) => rowOf(rows, row).reduce((sum, value) => sum + value * value, 0));
}
