import { applyStandardizer, fitStandardizer } from '../heads/standardize.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { nearestInto, normalizeRows } from './nearest.kernel.ts';

/** The nearest photos of each photo, by the cosine of their standardized features: 1 alike, 0 nothing in common. */
export interface Neighbours {
  /** How many are kept of each photo. */
  readonly count: number;
  /** n x count similarities, descending; -Infinity where there are too few photos. */
  readonly similarities: Float32Array;
  /** Whose they are; -1 where there are too few photos. */
  readonly photos: Int32Array;
  /** n x count similarities to the nearest of the photo's own class. */
  readonly ownSimilarities: Float32Array;
}

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
 * @param blocks The widths of the backbone's blocks, left to right.
 */
export async function findNeighbours(
  features: Matrix,
  labels: Int32Array,
  {
    blocks,
    multiplier,
    signal,
  }: { readonly blocks: readonly number[]; readonly multiplier: MatrixMultiplier; readonly signal?: Cancellation | undefined },
): Promise<Neighbours> {
  const { rows } = features;
  const similarities = new Float32Array(rows * kept).fill(Number.NEGATIVE_INFINITY);
  const photos = new Int32Array(rows * kept).fill(-1);
  const ownSimilarities = similarities.slice();
  if (rows > 0) {
    const points = await directions(features, blocks, multiplier);
    for (let first = 0; first < rows; first += rowsAtOnce) {
      signal?.throwIfAborted();
      const count = Math.min(rowsAtOnce, rows - first);
      const some = matrix(count, points.columns, points.data.subarray(first * points.columns, (first + count) * points.columns));
      const product = await multiplier.multiply(some, points, { transposeB: true });
      nearestInto(product.data, first, labels, kept, similarities, photos, ownSimilarities);
    }
  }
  return { count: kept, similarities, photos, ownSimilarities };
}

/** Standardized features scaled to length 1, so that a product of two is their cosine. */
async function directions(features: Matrix, blocks: readonly number[], multiplier: MatrixMultiplier): Promise<Matrix> {
  let points = applyStandardizer(features, fitStandardizer(features, blocks));
  if (points.rows > mostExact && points.columns > projectedTo) points = await multiplier.multiply(points, randomDirections(points.columns));
  normalizeRows(points.data, points.columns);
  return points;
}

function randomDirections(columns: number): Matrix {
  const random = seededRandom(1);
  return matrix(
    columns,
    projectedTo,
    Float32Array.from({ length: columns * projectedTo }, () => random.normal()),
  );
}
