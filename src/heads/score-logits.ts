import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import { softmaxRows } from './softmax.ts';
import { fitTemperature } from './temperature.ts';

/** How good logits are on photos that they have not learned from. */
export interface LogitScore {
  /** Weighted mean of -log p(right class), at the temperature. */
  readonly logLoss: number;
  /** The standard error of that mean. */
  readonly logLossError: number;
  /** The part whose largest logit is the right class's. */
  readonly accuracy: number;
  /** The temperature fitted to them. */
  readonly temperature: number;
}

/**
 * Scores logits at the temperature that suits them best. Rows of NaN are passed over.
 *
 * @param logits n x k.
 * @param classWeights How much a photo of each class counts in the loss.
 */
export function scoreLogits(logits: Matrix, labels: Int32Array, classWeights: Float64Array): LogitScore {
  const { rows, labels: own } = withoutGaps(logits, labels);
  const temperature = fitTemperature(rows, own);
  const probabilities = softmaxRows(rows, temperature);
  let [right, weightSum, lossSum, squareSum, weightSquares] = [0, 0, 0, 0, 0];
  for (const [i, label] of own.entries()) {
    const row = rowOf(probabilities, i);
    const p = row[label] ?? 0;
    const weight = classWeights[label] ?? 0;
    const loss = -Math.log(Math.max(p, Number.MIN_VALUE));
    if (row.every((other, c) => c === label || other < p)) right++;
    weightSum += weight;
    weightSquares += weight * weight;
    lossSum += weight * loss;
    squareSum += weight * loss * loss;
  }
  const logLoss = lossSum / weightSum;
  const variance = Math.max(0, squareSum / weightSum - logLoss * logLoss);
  const logLossError = Math.sqrt((variance * weightSquares) / (weightSum * weightSum));
  return { logLoss, logLossError, accuracy: right / own.length, temperature };
}

/** The rows that are not NaN, with their labels. */
function withoutGaps(logits: Matrix, labels: Int32Array): { readonly rows: Matrix; readonly labels: Int32Array } {
  const { columns } = logits;
  const kept = [...labels.keys()].filter((i) => !Number.isNaN(logits.data[i * columns]));
  const rows = matrix(kept.length, columns);
  for (const [to, from] of kept.entries()) rows.data.set(rowOf(logits, from), to * columns);
  return { rows, labels: Int32Array.from(kept, (i) => labels[i] ?? 0) };
}
