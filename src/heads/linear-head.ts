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

/** The way back from a head on raw features to weights on standardized ones; a column that is taken out has weight 0. */
export function unfoldLinearHead({ weights, bias }: Pick<LinearHead, 'weights' | 'bias'>, { mean, scale }: Standardizer): Float64Array {
  const { rows: columns, columns: classes } = weights;
  const coefficients = new Float64Array(classes * (columns + 1));
  for (let c = 0; c < classes; c++) {
    let shift = 0;
    for (let j = 0; j < columns; j++) {
      const [weight, spread] = [weights.data[j * classes + c] ?? 0, scale[j] ?? 0];
      if (spread === 0) continue;
      coefficients[c * columns + j] = weight / spread;
      shift += (mean[j] ?? 0) * weight;
    }
    coefficients[classes * columns + c] = (bias[c] ?? 0) + shift;
  }
  return coefficients;
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
