import type { Matrix } from '../tensor/matrix.ts';
import type { LogitScore } from './score-logits.ts';
import type { LinePoint } from './search-line.ts';

/**
 * A convex loss of the photos' logits, at a step along a line: its value and first two derivatives in the step.
 *
 * Logits, direction and residual lie class by class: element (i, c) at c·n + i.
 *
 * @param weights The weight of each photo; 0 leaves it out.
 * @param residual Receives the gradient in the logits.
 */
export type RegressionLoss = (
  logits: Float64Array,
  direction: Float64Array,
  step: number,
  weights: Float64Array,
  residual: Float64Array,
) => LinePoint;

/** What a linear head learns from its photos: one class of several (softmax), or each class for itself (sigmoid). */
export interface RegressionTask {
  /** How many outputs the head has. */
  readonly classes: number;
  readonly loss: RegressionLoss;
  /** The weight of each photo, summing to 1; those that are not kept get 0. @param keep @default all */
  weigh(keep?: (photo: number) => boolean): Float64Array;
  /** Judges logits, n x k, on photos that they have not learned from; rows of NaN are passed over. */
  score(logits: Matrix): LogitScore;
}
