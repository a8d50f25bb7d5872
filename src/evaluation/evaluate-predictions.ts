import { GraftError, invalidArgument } from '../errors.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';
import type { Matrix } from '../tensor/matrix.ts';
import { type ClassScore, classScores } from './class-scores.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { logLoss } from './log-loss.ts';
import { type Calibration, measureCalibration } from './measure-calibration.ts';
import { predictedClasses, topAccuracy } from './top-accuracy.ts';
import { type Interval, wilsonInterval } from './wilson-interval.ts';

/** How often the right class is among the `count` most probable. */
export interface TopAccuracy {
  readonly count: number;
  readonly accuracy: number;
}

/** How good a classifier's predictions are, on photos whose class is known: plain JSON. */
export interface Evaluation {
  /** The part that is right. */
  readonly accuracy: number;
  /** Where the true accuracy lies with 95 % confidence, as far as so many photos can tell. */
  readonly accuracyInterval: Interval;
  /** The mean recall of the classes that have photos: every class counts alike. */
  readonly balancedAccuracy: number;
  /** Mean -ln p(right class). */
  readonly logLoss: number;
  /** The mean F1 of the classes that have photos or were predicted. */
  readonly macroF1: number;
  /** Among the 2, 3 and 5 most probable, as far as there are more classes than that. */
  readonly topAccuracy: readonly TopAccuracy[];
  /** How honest the probabilities are, and the bars of a reliability diagram. */
  readonly calibration: Calibration;
  /** The same before temperature scaling, where that is known. */
  readonly uncalibrated?: Calibration;
  /** How many photos. */
  readonly images: number;
  /** Each class's scores, in the order of the classes. */
  readonly perClass: readonly ClassScore[];
  /** Rows true, columns predicted. */
  readonly confusion: readonly (readonly number[])[];
}

/** How many guesses are told about, beside the first. */
const topCounts = [2, 3, 5];

/**
 * Compares predicted probabilities with the truth. The most probable class counts as predicted, of equals the first.
 *
 * @param probabilities n x k, n at least 1.
 * @param labels The true class of each photo.
 * @param classNames The k names.
 * @param options.uncalibrated The probabilities before temperature scaling, n x k.
 * @throws `INVALID_ARGUMENT` when there is no photo; `SHAPE_MISMATCH` when names or labels don't fit the probabilities.
 */
export function evaluatePredictions(
  probabilities: Matrix,
  labels: Labels,
  classNames: readonly string[],
  options: { readonly uncalibrated?: Matrix | undefined } = {},
): Evaluation {
  const { rows: images, columns: classes } = probabilities;
  if (images === 0) throw invalidArgument('probabilities', 'at least one row', images, 'There are no photos to evaluate on.');
  if (classNames.length !== classes) {
    throw new GraftError('SHAPE_MISMATCH', `Expected ${classes} class names, one a column. Received ${classNames.length}.`, {
      hint: "Give the model's own class names, in its order.",
    });
  }
  const truth = expectLabels(labels, images, classes);
  const confusion = confusionMatrix(truth, predictedClasses(probabilities), classes);
  const perClass = classScores(confusion, classNames);
  const right = confusion.reduce((sum, row, c) => sum + (row[c] ?? 0), 0);
  const withPhotos = perClass.filter(({ support }) => support > 0);
  const seen = perClass.filter(({ support }, c) => support > 0 || confusion.some((row) => (row[c] ?? 0) > 0));
  return {
    accuracy: right / images,
    accuracyInterval: wilsonInterval(right, images),
    balancedAccuracy: mean(withPhotos.map(({ recall }) => recall)),
    logLoss: logLoss(probabilities, truth),
    macroF1: mean(seen.map(({ f1 }) => f1)),
    topAccuracy: topCounts
      .filter((count) => count < classes)
      .map((count) => ({ count, accuracy: topAccuracy(probabilities, truth, count) })),
    calibration: measureCalibration(probabilities, truth),
    ...(options.uncalibrated === undefined ? {} : { uncalibrated: measureCalibration(options.uncalibrated, truth) }),
    images,
    perClass,
    confusion,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
