import type { OutOfFold } from '../heads/out-of-fold.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';
import { takeRows } from '../tensor/matrix.ts';
import { type Evaluation, evaluatePredictions } from './evaluate-predictions.ts';

/** A cross-validation: an evaluation over photos that were each held out once. Plain JSON. */
export interface CrossValidation extends Evaluation {
  /** How many folds there were. */
  readonly folds: number;
  /** Photos that could not be held out, being the only ones of their class; they are in no number. */
  readonly neverHeldOut: number;
}

/**
 * Measures a way of training by k-fold cross-validation: the metrics are over all photos together, each judged by a head
 * that had not seen it.
 *
 * The interval is Wilson's, as though the judgements were independent. The folds' heads share photos, so it is a little
 * too narrow; no unbiased estimate of the variance exists (Y. Bengio, Y. Grandvalet, JMLR 5, 2004, §3). Where a strength
 * was chosen on the same folds, the numbers are a little too good: one choice among eight costs tenths of a percent.
 *
 * @param labels The true class of each photo.
 * @returns undefined when no photo was ever held out.
 */
export function evaluateOutOfFold(outOfFold: OutOfFold, labels: Labels, classNames: readonly string[]): CrossValidation | undefined {
  const { foldOf, probabilities, uncalibrated } = outOfFold;
  const own = expectLabels(labels, probabilities.rows, classNames.length);
  const rows = [...foldOf.keys()].filter((photo) => (foldOf[photo] ?? -1) >= 0);
  if (rows.length === 0) return undefined;
  const evaluation = evaluatePredictions(
    takeRows(probabilities, rows),
    rows.map((row) => own[row] ?? 0),
    classNames,
    { uncalibrated: uncalibrated && takeRows(uncalibrated, rows) },
  );
  return { ...evaluation, folds: new Set(rows.map((row) => foldOf[row])).size, neverHeldOut: own.length - rows.length };
}
