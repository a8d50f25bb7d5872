import { applyStandardizer, fitStandardizer } from '../heads/standardize.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { type NearestTables, nearestInto, squaredLengths } from './nearest.kernel.ts';

/**
 * The nearest photos of each photo by their standardized features, `count` of each: by cosine (1 alike, 0 nothing in
 * common; -Infinity and photo -1 where there are too few) and by squared distance (Infinity where there are too few).
 */
export type Neighbours = NearestTables;

/** Neighbours kept of each photo. */
const kept = 10;

/** Photos compared with all others in one product: 20,000 others make it 40 MB. */
const rowsAtOnce = 512;

/** Above so many photos, features are projected at random to so many numbers first: of 6,144 numbers, a twelfth of the work. */
const mostExact = 4000;
const projectedTo = 512;

/**
 * Finds the photos that the backbone sees as most alike.
 *
 * Above 4,000 photos the standardized features are projected to 512 random directions first, which keeps a cosine to about
 * 0.04 (W. B. Johnson, J. Lindenstrauss, Extensions of Lipschitz mappings into a Hilbert space, 1984; normal directions as
 * in S. Dasgupta, A. Gupta, 2003).
 *
 * Cost: n²·d multiply-adds in products; 4·n·d bytes.
 *
 * @param features Raw features, n x d.
 * @param labels The class of each row.
 * @throws the signal's reason, between products.
 */
export async function findNeighbours(
  features: Matrix,
  labels: Int32Array,
  options: {
    /** The widths of the backbone's blocks, left to right. */
    readonly blocks: readonly number[];
    readonly multiplier: MatrixMultiplier;
    readonly signal?: Cancellation | undefined;
  },
): Promise<Neighbours> {
  const { blocks, multiplier, signal } = options;
  const { rows } = features;
  const numbers = (value: number): Float32Array => new Float32Array(rows * kept).fill(value);
  const tables: NearestTables = {
    count: kept,
    similarities: numbers(Number.NEGATIVE_INFINITY),
    photos: new Int32Array(rows * kept).fill(-1),
    distances: numbers(Number.POSITIVE_INFINITY),
    ownDistances: numbers(Number.POSITIVE_INFINITY),
  };
  if (rows === 0) return tables;
  const points = await standardizedPoints(features, blocks, multiplier);
  const squares = squaredLengths(points.data, points.columns);
  for (let first = 0; first < rows; first += rowsAtOnce) {
    signal?.throwIfAborted();
    const count = Math.min(rowsAtOnce, rows - first);
    const some = matrix(count, points.columns, points.data.subarray(first * points.columns, (first + count) * points.columns));
    const products = await multiplier.multiply(some, points, { transposeB: true });
    nearestInto(products.data, first, squares, labels, tables);
  }
  return tables;
}

async function standardizedPoints(features: Matrix, blocks: readonly number[], multiplier: MatrixMultiplier): Promise<Matrix> {
  const points = applyStandardizer(features, fitStandardizer(features, blocks));
  if (points.rows <= mostExact || points.columns <= projectedTo) return points;
  return await multiplier.multiply(points, randomDirections(points.columns));
}

/** Independent normal directions, scaled so that lengths are kept on average. */
function randomDirections(columns: number): Matrix {
  const random = seededRandom(1);
  const scale = 1 / Math.sqrt(projectedTo);
  return matrix(
    columns,
    projectedTo,
    Float32Array.from({ length: columns * projectedTo }, () => scale * random.normal()),
  );
}
