import { countSets, expectSets, type LabelSets } from '../tensor/label-sets.ts';
import type { Matrix } from '../tensor/matrix.ts';
import { type LinePoint, searchConvexLine } from './search-line.ts';
import { coldest, hottest } from './temperature.ts';

/**
 * Fits the one temperature T that makes sigmoid(logits / T) honest, over all classes: least binary log loss on photos that
 * the logits have not learned from.
 *
 * As for a softmax head (Guo et al. 2017, §4.2), the loss is convex in 1/T; and as there, so that no certainty is promised
 * where all are told right, the targets are (P + 1)/(P + 2) and 1/(N + 2) for the P positive and N negative answers
 * (J. Platt, Probabilistic outputs for support vector machines, 1999, §2.2).
 *
 * @param logits n x k.
 * @returns T, from 0.01 to 100; 1 when there are no rows. Logits that tell nothing give 100.
 * @throws `SHAPE_MISMATCH`
 */
export function fitSigmoidTemperature(logits: Matrix, targets: LabelSets): number {
  expectSets(targets, logits.rows, logits.columns);
  if (logits.data.length === 0) return 1;
  const positives = countSets(targets).reduce((sum, count) => sum + count, 0);
  const negatives = targets.data.length - positives;
  const [yes, no] = [(positives + 1) / (positives + 2), 1 / (negatives + 2)];
  const lossAt = (inverse: number): LinePoint => {
    let [value, slope, curvature] = [0, 0, 0];
    for (const [at, logit] of logits.data.entries()) {
      const z = inverse * logit;
      const e = Math.exp(-Math.abs(z));
      const p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
      const target = targets.data[at] === 1 ? yes : no;
      value += Math.max(z, 0) + Math.log1p(e) - target * z;
      slope += (p - target) * logit;
      curvature += p * (1 - p) * logit * logit;
    }
    return { value, slope, curvature };
  };
  const flat = lossAt(0); // an inverse temperature of 0: even odds for everything
  if (!(flat.slope < 0) || !(flat.curvature > 0)) return hottest;
  const { step } = searchConvexLine(lossAt, flat, -flat.slope / flat.curvature, 1e-10);
  return Math.min(hottest, Math.max(coldest, 1 / step));
}
