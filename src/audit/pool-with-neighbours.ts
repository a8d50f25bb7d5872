import { GraftError } from '../errors.ts';
import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import type { Neighbours } from './find-neighbours.ts';

/** What the neighbours' say counts for, beside the head's. Measured (docs/decisions/0009). */
const neighboursWeight = 0.3;

/** How fast a neighbour's vote falls with its similarity, and how much every class gets at least. */
const sharpness = 8;
const floor = 0.02;

/**
 * Pools out-of-fold probabilities with the votes of each photo's nearest neighbours: two judges that err differently.
 *
 * A logarithmic opinion pool (C. Genest, J. V. Zidek, Combining probability distributions, Statistical Science 1, 1986, §2):
 * p ∝ head^0.7 · neighbours^0.3. A neighbour votes with exp(8·cosine), unless it is a copy, which has the same label by
 * no merit of its own. Rows of NaN stay.
 *
 * @param probabilities n x k, out of fold.
 * @param keys What copies have in common.
 */
export function poolWithNeighbours(
  probabilities: Matrix,
  labels: Int32Array,
  { count, similarities, photos }: Neighbours,
  keys: readonly string[],
): Matrix {
  const { rows, columns } = probabilities;
  if (photos.length !== rows * count) {
    throw new GraftError('SHAPE_MISMATCH', `Expected neighbours of ${rows} photos. Received those of ${photos.length / count}.`);
  }
  const pooled = matrix(rows, columns);
  const votes = new Float64Array(columns);
  for (let photo = 0; photo < rows; photo++) {
    votes.fill(0);
    for (let at = photo * count; at < (photo + 1) * count; at++) {
      const other = photos[at] ?? -1;
      const label = labels[other];
      if (label === undefined || keys[other] === keys[photo]) continue;
      votes[label] = (votes[label] ?? 0) + Math.exp(sharpness * (similarities[at] ?? 0));
    }
    const total = votes.reduce((sum, vote) => sum + vote, 0);
    const own = rowOf(probabilities, photo);
    const out = rowOf(pooled, photo);
    for (const [j, p] of own.entries()) {
      const vote = total > 0 ? ((votes[j] ?? 0) / total + floor) / (1 + floor * columns) : 1 / columns;
      out[j] = p ** (1 - neighboursWeight) * vote ** neighboursWeight;
    }
    const sum = out.reduce((rest, p) => rest + p, 0);
    for (const [j, p] of out.entries()) out[j] = p / sum;
  }
  return pooled;
}
