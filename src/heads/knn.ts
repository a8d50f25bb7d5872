import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { nearestInto } from './knn.kernel.ts';
import type { Standardizer } from './standardize.ts';
import { unitRows } from './unit-features.ts';

/**
 * A head that asks the nearest training photos.
 *
 * For raw features x, with k = `neighbours`:
 *
 *     x̂ = (x - mean) · scale            u = x̂ / max(‖x̂‖, 1e-12)
 *     s = u · bankᵀ                      the cosine to every training photo
 *     the k largest of s, at places j    (of equals the first)
 *     w = softmax(sharpness · s_j)       v = Σ_j w_j · votes_j        v̂ = v / Σ v
 *     probabilities = (1 - smoothing) · v̂ + smoothing / classes
 *
 * As ONNX: Sub, Mul, LpNormalization, Gemm, TopK, Softmax, Gather, ReduceSum, Div, Mul, Add.
 */
export interface KnnHead extends Standardizer {
  readonly kind: 'knn';
  /** The training photos' features, standardized and of length 1: photos x features. */
  readonly bank: Matrix;
  /** What each training photo votes for: photos x classes, its class weight in its own class, else 0. */
  readonly votes: Matrix;
  /** How many photos are asked, at most the photos there are. */
  readonly neighbours: number;
  /** How much more a nearer photo counts. */
  readonly sharpness: number;
  /** The part of the probability that is spread evenly: the head is never more certain than its photos are many. */
  readonly smoothing: number;
}

/** How many photos are compared with the bank at once: bounds the matrix of cosines. */
export const queryRows = 256;

/** The probabilities of a {@link KnnHead}, n x k. */
export async function predictByNeighbours(head: KnnHead, features: Matrix, multiplier: MatrixMultiplier): Promise<Matrix> {
  const out = matrix(features.rows, head.votes.columns);
  const neighbours = Math.min(head.neighbours, head.bank.rows);
  const nearest = new Uint32Array(neighbours);
  for (let start = 0; start < features.rows; start += queryRows) {
    const rows = Math.min(queryRows, features.rows - start);
    const part = matrix(rows, features.columns, features.data.subarray(start * features.columns, (start + rows) * features.columns));
    const cosines = await multiplier.multiply(unitRows(part, head), head.bank, { transposeB: true });
    for (let i = 0; i < rows; i++) {
      const row = rowOf(cosines, i);
      nearestInto(row, nearest);
      writeVotes(head, row, nearest, rowOf(out, start + i));
    }
  }
  return out;
}

/** Writes the probabilities that the nearest photos give. */
export function writeVotes(
  { votes, sharpness, smoothing }: Pick<KnnHead, 'votes' | 'sharpness' | 'smoothing'>,
  cosines: ArrayLike<number>,
  nearest: Uint32Array,
  out: Float32Array,
): void {
  const largest = cosines[nearest[0] ?? 0] ?? 0; // nearest first
  const sums = new Float64Array(out.length);
  let total = 0;
  for (const photo of nearest) {
    const weight = Math.exp(sharpness * ((cosines[photo] ?? 0) - largest));
    for (const [c, vote] of rowOf(votes, photo).entries()) {
      sums[c] = (sums[c] ?? 0) + weight * vote;
      total += weight * vote;
    }
  }
  for (const [c, sum] of sums.entries()) out[c] = ((1 - smoothing) * sum) / total + smoothing / out.length;
}
