import type { LabelSets } from '../tensor/label-sets.ts';
import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import { binaryCrossEntropyAt } from './binary-cross-entropy.kernel.ts';
import type { RegressionTask } from './regression-task.ts';
import type { LogitScore } from './score-logits.ts';
import { fitSigmoidTemperature } from './sigmoid-temperature.ts';

/** Each class for itself: a logistic regression a class, all with one L2 strength, every photo counting alike. */
export function sigmoidTask(targets: LabelSets): RegressionTask {
  return {
    classes: targets.columns,
    loss: (logits, direction, step, weights, residual) => binaryCrossEntropyAt(logits, direction, step, targets.data, weights, residual),
    weigh: (keep = () => true) => {
      const weights = Float64Array.from({ length: targets.rows }, (_, photo) => (keep(photo) ? 1 : 0));
      const kept = weights.reduce((sum, weight) => sum + weight, 0);
      return kept === 0 ? weights : weights.map((weight) => weight / kept);
    },
    score: (logits) => scoreSigmoidLogits(logits, targets),
  };
}

/**
 * Scores logits of photos with several labels, at the temperature that suits them best. Rows of NaN are passed over.
 *
 * The log loss is the mean over the photos of the sum over the classes; "right" is a photo all of whose classes are told
 * (at even odds), and nothing else.
 */
export function scoreSigmoidLogits(logits: Matrix, targets: LabelSets): LogitScore {
  const { columns } = logits;
  const kept = Array.from({ length: logits.rows }, (_, i) => i).filter((i) => !Number.isNaN(logits.data[i * columns]));
  const rows = matrix(kept.length, columns);
  const truth = new Uint8Array(kept.length * columns);
  for (const [to, from] of kept.entries()) {
    rows.data.set(rowOf(logits, from), to * columns);
    truth.set(targets.data.subarray(from * columns, (from + 1) * columns), to * columns);
  }
  const temperature = fitSigmoidTemperature(rows, { rows: kept.length, columns, data: truth });
  let [lossSum, squareSum, right] = [0, 0, 0];
  for (let i = 0; i < kept.length; i++) {
    let loss = 0;
    let whole = true;
    for (let c = 0; c < columns; c++) {
      const z = (rows.data[i * columns + c] ?? 0) / temperature;
      const has = truth[i * columns + c] === 1;
      loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (has ? z : 0);
      whole &&= has === z > 0;
    }
    lossSum += loss;
    squareSum += loss * loss;
    if (whole) right++;
  }
  const logLoss = lossSum / kept.length;
  const variance = Math.max(0, squareSum / kept.length - logLoss * logLoss);
  return { logLoss, logLossError: Math.sqrt(variance / kept.length), accuracy: right / kept.length, temperature };
}
