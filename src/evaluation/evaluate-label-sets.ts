import { GraftError, invalidArgument } from '../errors.ts';
import { expectSets, type LabelSets } from '../tensor/label-sets.ts';
import type { Matrix } from '../tensor/matrix.ts';
import { averagePrecision } from './average-precision.ts';

/** How one class of several did. */
export interface LabelScore {
  readonly label: string;
  /** {@link averagePrecision}; null where no photo has the class. */
  readonly averagePrecision: number | null;
  /** Of the photos said to have it, the part that has; 0 where none was said to. */
  readonly precision: number;
  /** Of the photos that have it, the part said to; 0 where none has. */
  readonly recall: number;
  readonly f1: number;
  /** How many photos have it. */
  readonly support: number;
}

/** How good probabilities are on photos that may have several labels. */
export interface LabelSetEvaluation {
  /** The mean of the classes' average precision (mAP), over classes that a photo has. */
  readonly meanAveragePrecision: number;
  /** F1 over all (photo, class) pairs together, at the threshold. */
  readonly microF1: number;
  /** The mean of the classes' F1, over classes that a photo has or was said to have. */
  readonly macroF1: number;
  /** The part of the photos all of whose classes are told, and nothing else. */
  readonly exactMatch: number;
  /** The part of the (photo, class) pairs that is wrong. */
  readonly hammingLoss: number;
  /** The mean over photos of the binary log loss summed over the classes. */
  readonly logLoss: number;
  readonly images: number;
  /** A class is said to be there from this probability on. */
  readonly threshold: number;
  readonly perClass: readonly LabelScore[];
}

/** As for one label a photo: one certain mistake costs 16 and not infinity. */
const leastProbability = 2 ** -23;

/**
 * Compares predicted probabilities with the classes that photos really have.
 *
 * The measures: M.-L. Zhang, Z.-H. Zhou, A review on multi-label learning algorithms, IEEE TKDE 26, 2014, §2.2.
 *
 * @param probabilities n x k, n at least 1.
 * @param classNames The k names.
 * @param threshold @default 0.5
 * @throws `INVALID_ARGUMENT` when there is no photo; `SHAPE_MISMATCH`
 */
export function evaluateLabelSets(
  probabilities: Matrix,
  truth: LabelSets,
  classNames: readonly string[],
  threshold = 0.5,
): LabelSetEvaluation {
  const { rows: images, columns: classes, data } = probabilities;
  if (images === 0) throw invalidArgument('probabilities', 'at least one row', images, 'There are no photos to evaluate on.');
  expectSets(truth, images, classes);
  if (classNames.length !== classes) {
    throw new GraftError('SHAPE_MISMATCH', `Expected ${classes} class names, one a column. Received ${classNames.length}.`, {
      hint: "Give the model's own class names, in its order.",
    });
  }
  const told = Array.from(data, (p) => p >= threshold);
  const perClass = classNames.map((label, c): LabelScore => {
    const column = Array.from({ length: images }, (_, i) => i * classes + c);
    const support = column.filter((at) => truth.data[at] === 1).length;
    const said = column.filter((at) => told[at]).length;
    const hit = column.filter((at) => told[at] && truth.data[at] === 1).length;
    const ap = averagePrecision(
      column.map((at) => data[at] ?? 0),
      column.map((at) => truth.data[at] ?? 0),
    );
    return {
      label,
      averagePrecision: support === 0 ? null : ap,
      precision: said === 0 ? 0 : hit / said,
      recall: support === 0 ? 0 : hit / support,
      f1: said + support === 0 ? 0 : (2 * hit) / (said + support),
      support,
    };
  });
  let [hits, wrong, lossSum, whole] = [0, 0, 0, 0];
  for (let i = 0; i < images; i++) {
    const before = wrong;
    for (let at = i * classes; at < (i + 1) * classes; at++) {
      const has = truth.data[at] === 1;
      const p = data[at] ?? 0;
      if (has !== told[at]) wrong++;
      else if (has) hits++;
      lossSum -= Math.log(Math.max(leastProbability, has ? p : 1 - p));
    }
    if (wrong === before) whole++;
  }
  const seen = perClass.filter(({ support }, c) => support > 0 || told.some((yes, at) => yes && at % classes === c));
  const withPhotos = perClass.flatMap(({ averagePrecision: ap }) => (ap === null ? [] : [ap]));
  return {
    meanAveragePrecision: mean(withPhotos),
    microF1: hits + wrong === 0 ? 1 : (2 * hits) / (2 * hits + wrong), // nothing to tell, and nothing told
    macroF1: mean(seen.map(({ f1 }) => f1)),
    exactMatch: whole / images,
    hammingLoss: wrong / (images * classes),
    logLoss: lossSum / images,
    images,
    threshold,
    perClass,
  };
}

/** 0 where there is nothing to take the mean of. */
function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
