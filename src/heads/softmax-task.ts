import { sampleWeightsOf } from './class-weights.ts';
import { crossEntropyAt } from './cross-entropy.kernel.ts';
import type { RegressionLoss, RegressionTask } from './regression-task.ts';
import { scoreLogits } from './score-logits.ts';

/**
 * One class of several: multinomial logistic regression.
 *
 * @param labels The class of each photo.
 * @param classWeights How much a photo of each class counts.
 */
export function softmaxTask(labels: Int32Array, classWeights: Float64Array): RegressionTask {
  return {
    classes: classWeights.length,
    loss: softmaxLoss(labels, classWeights.length),
    weigh: (keep) => sampleWeightsOf(labels, classWeights, keep),
    score: (logits) => scoreLogits(logits, labels, classWeights),
  };
}

/** The cross-entropy Σ_i w_i · -ln softmax(z_i)[y_i]. */
export function softmaxLoss(labels: Int32Array, classes: number): RegressionLoss {
  return (logits, direction, step, weights, residual) => crossEntropyAt(logits, direction, step, labels, weights, classes, residual);
}
