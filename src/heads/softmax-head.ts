import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { transposed } from '../tensor/plain-multiply.ts';
import { foldInto } from './fold.kernel.ts';
import { addRow } from './softmax.ts';
import type { Standardizer } from './standardize.ts';

/**
 * A linear head: probabilities = softmax((x·W + b) / T), x being raw features.
 *
 * As ONNX: Gemm(x, W, b), Div by T, Softmax. The standardization of the training is folded into W and b.
 */
export interface SoftmaxHead {
  readonly kind: 'softmax';
  /** W, features x classes. */
  readonly weights: Matrix;
  /** b, one a class. */
  readonly bias: Float32Array;
  /** T, above 0. */
  readonly temperature: number;
}

/** The logits x·W + b of a linear head, n x k. */
export async function softmaxLogits(head: SoftmaxHead, features: Matrix, multiplier: MatrixMultiplier): Promise<Matrix> {
  return addRow(await multiplier.multiply(features, head.weights), head.bias);
}

/**
 * Makes a head that acts on raw features from weights that act on standardized ones.
 *
 * @param coefficients k x d weights, class by class, then k biases.
 */
export function foldSoftmaxHead(coefficients: Float64Array, standardizer: Standardizer, classes: number): SoftmaxHead {
  const byClass = matrix(classes, standardizer.mean.length);
  const bias = new Float64Array(classes);
  foldInto(coefficients, standardizer, classes, byClass.data, bias);
  return { kind: 'softmax', weights: transposed(byClass), bias: Float32Array.from(bias), temperature: 1 };
}
