import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { transposed } from '../tensor/plain-multiply.ts';
import { foldInto } from './fold.kernel.ts';
import { addRow } from './softmax.ts';
import type { Standardizer } from './standardize.ts';

/** What softmax and sigmoid heads have in common: logits that are linear in raw features, and a temperature. */
export interface LinearHead {
  /** W, features x classes. */
  readonly weights: Matrix;
  /** b, one a class. */
  readonly bias: Float32Array;
  /** T, above 0. */
  readonly temperature: number;
}

/** The logits x·W + b of a linear head, n x k. */
export async function linearLogits(head: LinearHead, features: Matrix, multiplier: MatrixMultiplier): Promise<Matrix> {
  return addRow(await multiplier.multiply(features, head.weights), head.bias);
}

/**
 * Makes weights that act on raw features from weights that act on standardized ones.
 *
 * @param coefficients k x d weights, class by class, then k biases.
 */
export function foldLinearHead(
  coefficients: Float64Array,
  standardizer: Standardizer,
  classes: number,
): Pick<LinearHead, 'weights' | 'bias'> {
  const byClass = matrix(classes, standardizer.mean.length);
  const bias = new Float64Array(classes);
  foldInto(coefficients, standardizer, classes, byClass.data, bias);
  return { weights: transposed(byClass), bias: Float32Array.from(bias) };
}

/** A linear head as it is served: the temperature is divided out of its weights and its bias. */
export function withoutTemperature({ weights, bias, temperature }: LinearHead): Pick<LinearHead, 'weights' | 'bias'> {
  return {
    weights: matrix(
      weights.rows,
      weights.columns,
      weights.data.map((weight) => weight / temperature),
    ),
    bias: bias.map((value) => value / temperature),
  };
}
