import { evaluateOutOfFold } from '../evaluation/evaluate-out-of-fold.ts';
import type { Interval } from '../evaluation/wilson-interval.ts';
import { fitHead } from '../heads/fit-head.ts';
import { outOfFoldFromLogits } from '../heads/out-of-fold.ts';
import { drain } from '../tasks/drain.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';

/** Features with their labels, as {@link measureHead} takes them. */
export interface HeadMeasurementRequest {
  readonly features: Matrix;
  readonly labels: Int32Array;
  /** Copies of a photo share one, and are held out together. */
  readonly keys: readonly string[];
  readonly classNames: readonly string[];
  /** The widths of the cuts, side by side in the features. */
  readonly blocks: readonly number[];
  readonly multiplier: MatrixMultiplier;
  readonly signal?: AbortSignal | undefined;
}

/** How often a head is right. */
export interface HeadAccuracy {
  /** 0 to 1. */
  readonly accuracy: number;
  readonly interval: Interval;
}

/**
 * How good a softmax head is that reads these features, in cross-validation: the same folds for whatever network gave them.
 *
 * @returns undefined where there are no two classes of two photos each
 */
export async function measureHead(request: HeadMeasurementRequest): Promise<HeadAccuracy | undefined> {
  const { features, labels, keys, classNames, blocks, multiplier, signal } = request;
  const counts = classNames.map((_, label) => labels.reduce((sum, each) => sum + Number(each === label), 0));
  if (counts.filter((count) => count >= 2).length < 2) return undefined;
  const options = { classes: classNames.length, blocks, keys, multiplier, signal };
  const { softmax } = await drain(fitHead(features, labels, options));
  const validation = softmax?.crossValidation;
  if (validation === undefined) return undefined;
  const measured = evaluateOutOfFold(outOfFoldFromLogits(validation.outOfFoldLogits, validation.foldOf, labels), labels, classNames);
  return measured && { accuracy: measured.accuracy, interval: measured.accuracyInterval };
}
