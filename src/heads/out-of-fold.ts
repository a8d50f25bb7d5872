import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix, rowOf, takeRows } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { type Head, predictLogits, predictProbabilities } from './head.ts';
import { softmaxRows } from './softmax.ts';
import { neverHeldOut } from './stratified-folds.ts';
import { fitTemperature } from './temperature.ts';

/** What heads said of photos that they had not learned from: each photo was held out once, in its fold. */
export interface OutOfFold {
  /** The fold in which each photo was held out, from 0; -1 for one that never was. */
  readonly foldOf: Int32Array;
  /** n x k; rows of NaN for photos that were never held out. */
  readonly probabilities: Matrix;
  /** The same before temperature scaling; absent for heads that have no temperature of their own. */
  readonly uncalibrated?: Matrix;
}

/**
 * Makes probabilities from out-of-fold logits.
 *
 * A fold's temperature is fitted to the other folds' photos, so that no photo has had a say in its own probabilities.
 *
 * @param logits n x k, a row of NaN for each photo that was never held out.
 * @param foldOf The fold of each photo; see `stratifiedFolds`.
 */
export function outOfFoldFromLogits(logits: Matrix, foldOf: Int32Array, labels: Int32Array): OutOfFold {
  const probabilities = matrix(logits.rows, logits.columns);
  probabilities.data.fill(Number.NaN);
  for (const { fold, rows } of foldsOf(foldOf)) {
    const others = [...foldOf.keys()].filter((photo) => foldOf[photo] !== fold && foldOf[photo] !== neverHeldOut);
    const temperature = fitTemperature(
      takeRows(logits, others),
      others.map((photo) => labels[photo] ?? 0),
    );
    putRows(softmaxRows(takeRows(logits, rows), temperature), rows, probabilities);
  }
  return { foldOf, probabilities, uncalibrated: softmaxRows(logits) };
}

/**
 * Fits a head anew for each fold, on the photos of the others, and asks it about the fold's own.
 *
 * @param features Raw features, n x d.
 * @param fitTo Fits a head to some of the photos, given as rows.
 * @throws what `fitTo` throws; the signal's reason, between folds.
 */
export async function outOfFoldByRefitting(
  features: Matrix,
  labels: Int32Array,
  foldOf: Int32Array,
  fitTo: (rows: readonly number[]) => Promise<Head>,
  options: { readonly classes: number; readonly multiplier: MatrixMultiplier; readonly signal?: Cancellation | undefined },
): Promise<OutOfFold> {
  const { classes, multiplier, signal } = options;
  const probabilities = matrix(features.rows, classes);
  const uncalibrated = matrix(features.rows, classes);
  probabilities.data.fill(Number.NaN);
  uncalibrated.data.fill(Number.NaN);
  let scaled = false;
  for (const { fold, rows } of foldsOf(foldOf)) {
    signal?.throwIfAborted();
    const others = [...labels.keys()].filter((photo) => foldOf[photo] !== fold);
    const head = await fitTo(others);
    const own = takeRows(features, rows);
    putRows(await predictProbabilities(head, own, multiplier), rows, probabilities);
    if (head.kind === 'knn' || head.temperature === 1) continue;
    scaled = true;
    putRows(softmaxRows(await predictLogits(head, own, multiplier)), rows, uncalibrated);
  }
  return { foldOf, probabilities, ...(scaled ? { uncalibrated } : {}) };
}

function foldsOf(foldOf: Int32Array): { readonly fold: number; readonly rows: readonly number[] }[] {
  const rowsOf = new Map<number, number[]>();
  for (const [photo, fold] of foldOf.entries()) {
    if (fold === neverHeldOut) continue;
    const rows = rowsOf.get(fold) ?? [];
    rows.push(photo);
    rowsOf.set(fold, rows);
  }
  return [...rowsOf].map(([fold, rows]) => ({ fold, rows })).toSorted((a, b) => a.fold - b.fold);
}

function putRows(from: Matrix, rows: readonly number[], to: Matrix): void {
  for (const [i, row] of rows.entries()) to.data.set(rowOf(from, i), row * to.columns);
}
