import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';
import { type LinePoint, searchConvexLine } from './search-line.ts';

/** The temperatures that are let through: beyond them, probabilities in 32 bits are all one or all alike. */
export const coldest = 0.01;
export const hottest = 100;

/**
 * Fits the temperature T that makes softmax(logits / T) honest about how often it is right: least log loss on photos that
 * the logits have not learned from.
 *
 * C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, On calibration of modern neural networks, ICML 2017, §4.2. The log loss is
 * convex in 1/T, so the optimum is found to rounding. Where all n photos are right, T would go to 0 and promise
 * certainty; so the right class's target is (n + 1)/(n + 2) instead of 1, the rest spread evenly over the others, as
 * J. Platt, Probabilistic outputs for support vector machines, 1999, §2.2 has it. With 20 photos that is 95 %, with
 * 1,000 it is 99.9 %.
 *
 * @param logits n x k.
 * @param labels The right class of each row.
 * @returns T, from 0.01 to 100; 1 when there are no rows. Logits that tell nothing give 100.
 * @throws `SHAPE_MISMATCH`, `INVALID_ARGUMENT` when the labels don't fit.
 */
export function fitTemperature(logits: Matrix, labels: Labels): number {
  const { rows, columns } = logits;
  const own = expectLabels(labels, rows, columns);
  if (rows === 0 || columns < 2) return 1;
  const right = (rows + 1) / (rows + 2);
  const wrong = (1 - right) / (columns - 1);
  const targets = Array.from({ length: rows }, (_, i) => {
    const row = rowOf(logits, i);
    const sum = row.reduce((total, logit) => total + logit, 0);
    const logit = row[own[i] ?? 0] ?? 0;
    return right * logit + wrong * (sum - logit);
  });
  const lossAt = (inverse: number): LinePoint => {
    let [value, slope, curvature] = [0, 0, 0];
    for (let i = 0; i < rows; i++) {
      const target = targets[i] ?? 0;
      const moments = logPartition(rowOf(logits, i), inverse);
      value += moments.value - inverse * target;
      slope += moments.slope - target;
      curvature += moments.curvature;
    }
    return { value: value / rows, slope: slope / rows, curvature: curvature / rows };
  };
  const flat = lossAt(0); // an inverse temperature of 0: all classes alike
  if (!(flat.slope < 0) || !(flat.curvature > 0)) return hottest;
  const { step } = searchConvexLine(lossAt, flat, -flat.slope / flat.curvature, 1e-10);
  return Math.min(hottest, Math.max(coldest, 1 / step));
}

/** log Σ_c exp(inverse · z_c), with its derivatives in `inverse`: the mean and the variance of z under the softmax. */
function logPartition(z: Float32Array, inverse: number): LinePoint {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of z) largest = Math.max(largest, inverse * logit);
  let [sum, first, second] = [0, 0, 0];
  for (const logit of z) {
    const e = Math.exp(inverse * logit - largest);
    sum += e;
    first += e * logit;
    second += e * logit * logit;
  }
  const slope = first / sum;
  return { value: largest + Math.log(sum), slope, curvature: second / sum - slope * slope };
}
