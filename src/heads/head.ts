import { GraftError } from '../errors.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { type KnnHead, predictByNeighbours } from './knn.ts';
import { linearLogits } from './linear-head.ts';
import { type MlpHead, mlpLogits } from './mlp.ts';
import { type SigmoidHead, sigmoidRows } from './sigmoid-head.ts';
import { softmaxRows } from './softmax.ts';
import type { SoftmaxHead } from './softmax-head.ts';

/** A trained head, as data: what turns raw features (n x d, the backbone's pooled outputs side by side) into probabilities. */
export type Head = SoftmaxHead | SigmoidHead | MlpHead | KnnHead;

/** The kinds of head there are. */
export type HeadKind = Head['kind'];

/**
 * The logits of a softmax, sigmoid or MLP head, before the temperature.
 *
 * @param features Raw features, n x d.
 * @returns n x k.
 * @throws `SHAPE_MISMATCH` when the features are not the head's.
 */
export async function predictLogits(
  head: SoftmaxHead | SigmoidHead | MlpHead,
  features: Matrix,
  multiplier: MatrixMultiplier = plainMultiplier,
): Promise<Matrix> {
  expectFeatures(head, features);
  return head.kind === 'mlp' ? mlpLogits(head, features, multiplier) : linearLogits(head, features, multiplier);
}

/**
 * The probability of each class for each photo; a row sums to 1, but for a sigmoid head, whose classes stand each for itself.
 *
 * The formula is in the docstring of each kind of head.
 *
 * @param features Raw features, n x d.
 * @returns n x k.
 * @throws `SHAPE_MISMATCH` when the features are not the head's.
 */
export async function predictProbabilities(head: Head, features: Matrix, multiplier: MatrixMultiplier = plainMultiplier): Promise<Matrix> {
  expectFeatures(head, features);
  if (head.kind === 'knn') return predictByNeighbours(head, features, multiplier);
  const logits = await predictLogits(head, features, multiplier);
  return head.kind === 'sigmoid' ? sigmoidRows(logits, head.temperature) : softmaxRows(logits, head.temperature);
}

/** How many numbers a photo's features must have for this head. */
export function featureCountOf(head: Head): number {
  switch (head.kind) {
    case 'softmax':
    case 'sigmoid':
      return head.weights.rows;
    case 'mlp':
      return head.layers[0]?.weights.rows ?? 0;
    case 'knn':
      return head.mean.length;
  }
}

/** How many classes the head tells apart. */
export function classCountOf(head: Head): number {
  switch (head.kind) {
    case 'softmax':
    case 'sigmoid':
      return head.bias.length;
    case 'mlp':
      return head.layers.at(-1)?.bias.length ?? 0;
    case 'knn':
      return head.votes.columns;
  }
}

function expectFeatures(head: Head, features: Matrix): void {
  const expected = featureCountOf(head);
  if (features.columns === expected) return;
  throw new GraftError('SHAPE_MISMATCH', `Expected features of ${expected} columns. Received ${features.columns}.`, {
    hint: 'Use the backbone and the cut that the head was trained on.',
  });
}
