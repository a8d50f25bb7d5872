import { expectLabels, type Labels } from '../tensor/labels.ts';
import type { Matrix } from '../tensor/matrix.ts';

/** The least probability that counts: the spacing of 32-bit floats at 1. One certain mistake then costs 16 and not infinity. */
const leastProbability = 2 ** -23;

/**
 * The mean of -ln p(right class) over the photos; 0 is perfect, ln k is guessing among k classes.
 *
 * @param probabilities n x k, n at least 1.
 * @throws `SHAPE_MISMATCH`, `INVALID_ARGUMENT` when the labels don't fit.
 */
export function logLoss(probabilities: Matrix, labels: Labels): number {
  const { rows, columns, data } = probabilities;
  let sum = 0;
  for (const [photo, label] of expectLabels(labels, rows, columns).entries()) {
    sum -= Math.log(Math.max(leastProbability, data[photo * columns + label] ?? 0));
  }
  return sum / rows;
}
