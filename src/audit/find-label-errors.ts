import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';
import { confidentJoint, countOffDiagonal } from './confident-joint.ts';

/** A photo whose label is probably wrong. */
export interface LabelError {
  /** The photo's row. */
  readonly photo: number;
  /** The class that it is labelled as. */
  readonly given: number;
  /** The class that it looks like. */
  readonly suggested: number;
  /** The probability that the given label is not the right one, 0 … 1. */
  readonly confidence: number;
}

/**
 * Finds photos whose labels are probably wrong, the surest first, by confident learning.
 *
 * C. G. Northcutt, L. Jiang, I. L. Chuang, Confident learning: estimating uncertainty in dataset labels, JAIR 70, 2021. How
 * many there are is told by the confident joint (§3.1): the photos counted off its diagonal. Which they are is told by
 * self-confidence, the probability of the given label (§3.2): the least, among photos for which another class is more
 * probable. Choosing the photos off the diagonal themselves instead finds fewer of planted errors, as a photo must then
 * be typical of the class that it belongs to (docs/decisions/0009).
 *
 * Cost: two passes over the n x k probabilities, and sorting.
 *
 * @param probabilities n x k, each row from a model that has not learned from that photo; rows of NaN are passed over.
 * @param labels The class of each row.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH` when the labels don't fit.
 */
export function findLabelErrors(probabilities: Matrix, labels: Labels): LabelError[] {
  const own = expectLabels(labels, probabilities.rows, probabilities.columns);
  const candidates: LabelError[] = [];
  for (const [photo, given] of own.entries()) {
    const row = rowOf(probabilities, photo);
    const suggested = mostProbable(row);
    if (suggested < 0 || suggested === given) continue;
    candidates.push({ photo, given, suggested, confidence: 1 - (row[given] ?? 0) });
  }
  const probable = countOffDiagonal(confidentJoint(probabilities, own));
  return candidates.toSorted((a, b) => b.confidence - a.confidence || a.photo - b.photo).slice(0, probable);
}

/** The first of the most probable classes; -1 in a row of NaN. */
function mostProbable(row: Float32Array): number {
  let best = -1;
  for (const [j, p] of row.entries()) if (p > (best < 0 ? Number.NEGATIVE_INFINITY : (row[best] ?? 0))) best = j;
  return best;
}
