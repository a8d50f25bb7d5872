import { type LabelSets, takeSets } from '../tensor/label-sets.ts';
import type { Matrix } from '../tensor/matrix.ts';
import { binaryCrossEntropyAt } from './binary-cross-entropy.kernel.ts';
import { type ClassWeights, classWeightsOfCounts } from './class-weights.ts';
import { crossEntropyAt } from './cross-entropy.kernel.ts';
import { type LogitScore, scoreLogits } from './score-logits.ts';
import { scoreSigmoidLogits } from './sigmoid-task.ts';

/** What a linear head that is fitted in passes is to tell of a photo. */
export interface StreamedTask {
  readonly classes: number;
  /** How many different labels the photos of a pass may have. */
  readonly labels: number;
  /** How much each photo counts, once it is known how many have each label. */
  weigh(counts: Float64Array): StreamedLoss;
}

/** The loss of a batch of photos, of all of which the weights sum to 1. */
export interface StreamedLoss {
  readonly classes: number;
  /**
   * The batch's part of the loss.
   *
   * @param logits k x n, class by class.
   * @param residual Receives the loss' gradient in the logits, laid out alike.
   */
  lossOf(logits: Float64Array, labels: Int32Array, residual: Float64Array): number;
  /** How good logits are, n x k, at the temperature that suits them best. */
  score(logits: Matrix, labels: Int32Array): LogitScore;
}

/** One class a photo: the label is the class. */
export function softmaxStreamedTask(classes: number, classWeights: ClassWeights): StreamedTask {
  return {
    ...{ classes, labels: classes },
    weigh: (counts) => {
      const weights = classWeightsOfCounts(classWeights, counts);
      const total = counts.reduce((sum, count, label) => sum + count * (weights[label] ?? 0), 0);
      return {
        classes,
        lossOf: (logits, labels, residual) => {
          const own = Float64Array.from(labels, (label) => (weights[label] ?? 0) / total);
          return crossEntropyAt(logits, new Float64Array(logits.length), 0, labels, own, classes, residual).value;
        },
        score: (logits, labels) => scoreLogits(logits, labels, weights),
      };
    },
  };
}

/**
 * Each class for itself, every photo counting alike.
 *
 * @param sets The different sets of classes that photos have: a photo's label is the place of its set among them.
 */
export function sigmoidStreamedTask(sets: LabelSets): StreamedTask {
  const { columns: classes } = sets;
  const targetsOf = (labels: Int32Array): LabelSets => takeSets(sets, [...labels]);
  return {
    ...{ classes, labels: sets.rows },
    weigh: (counts) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      return {
        classes,
        lossOf: (logits, labels, residual) => {
          const own = new Float64Array(labels.length).fill(1 / total);
          return binaryCrossEntropyAt(logits, new Float64Array(logits.length), 0, targetsOf(labels).data, own, residual).value;
        },
        score: (logits, labels) => scoreSigmoidLogits(logits, targetsOf(labels)),
      };
    },
  };
}
