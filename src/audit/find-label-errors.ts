import { GraftError } from '../errors.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';
import { type ConfidentJoint, confidentJoint } from './confident-joint.ts';

/** A photo whose label is probably wrong. */
export interface LabelError {
  /** The photo's row. */
  readonly photo: number;
  /** The class that it is labelled as. */
  readonly given: number;
  /** The class that it looks like. */
  readonly suggested: number;
  /** How sure that is, 0.5 … 1: the suggested class's share of the probability that it and the given class have together. */
  readonly confidence: number;
}

/**
 * Finds photos whose labels are probably wrong, the surest first, by confident learning.
 *
 * C. G. Northcutt, L. Jiang, I. L. Chuang, Confident learning: estimating uncertainty in dataset labels, JAIR 70, 2021,
 * §3.1 (the confident joint) and §3.2 (method 2, "C_confusion off-diagonals": the photos that were counted off its
 * diagonal). They are ranked by the normalized margin, p(given) - max p(other), of the same section; the margins of two
 * photos that the model is quite sure of differ only in rounding, so the odds decide, which give the same order between
 * two classes and tell 10⁻⁵ from 10⁻³.
 *
 * Cost: two passes over the n x k probabilities.
 *
 * @param probabilities n x k, each row from a model that has not learned from that photo; rows of NaN are passed over.
 * @param labels The class of each row.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH` when the labels don't fit.
 */
export function findLabelErrors(probabilities: Matrix, labels: Labels): LabelError[] {
  return labelErrorsIn(confidentJoint(probabilities, labels), probabilities, labels);
}

/** The photos counted off the diagonal of a confident joint, ranked. */
export function labelErrorsIn({ countedAs }: ConfidentJoint, probabilities: Matrix, labels: Labels): LabelError[] {
  const own = expectLabels(labels, probabilities.rows, probabilities.columns);
  if (countedAs.length !== own.length)
    throw new GraftError('SHAPE_MISMATCH', `Expected ${own.length} counted photos. Received ${countedAs.length}.`);
  const errors: (LabelError & { readonly odds: number })[] = [];
  for (const [photo, given] of own.entries()) {
    const suggested = countedAs[photo] ?? -1;
    if (suggested < 0 || suggested === given) continue;
    const row = rowOf(probabilities, photo);
    const odds = Math.log(Math.max(row[suggested] ?? 0, Number.MIN_VALUE)) - Math.log(Math.max(row[given] ?? 0, Number.MIN_VALUE));
    errors.push({ photo, given, suggested, confidence: 1 / (1 + Math.exp(-odds)), odds });
  }
  return errors.toSorted((a, b) => b.odds - a.odds || a.photo - b.photo).map(({ odds: _, ...error }) => error);
}
