import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { LinearHead } from './linear-head.ts';
import { sigmoidInto } from './sigmoid.kernel.ts';

/**
 * A linear head for photos that may have several labels or none: probability of each class = sigmoid((x·W + b) / T).
 *
 * The probabilities of a photo are each for itself and do not sum to 1. As ONNX: Gemm, Sigmoid, the temperature folded in.
 */
export interface SigmoidHead extends LinearHead {
  readonly kind: 'sigmoid';
}

/**
 * 1 / (1 + exp(-z / T)) of every logit.
 *
 * @param temperature T, above 0. @default 1
 */
export function sigmoidRows(logits: Matrix, temperature = 1): Matrix {
  const out = matrix(logits.rows, logits.columns);
  sigmoidInto(logits.data, 1 / temperature, out.data);
  return out;
}
