import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { unfoldFrom } from './fold.kernel.ts';
import { gramMatrix } from './gram.ts';
import { type RegressionSpace, writeClassSums } from './regression-space.ts';
import { createSpanSpace } from './span-space.ts';
import type { Standardizer } from './standardize.ts';
import { createWeightSpace } from './weight-space.ts';

/** A softmax regression ready to be solved, and the way back from its unknowns to weights. */
export interface OpenRegression {
  readonly space: RegressionSpace;
  /** From a solution of the space to weights on standardized features: k x d, class by class, then k biases. */
  weightsOf(coefficients: Float64Array): Promise<Float64Array>;
}

/**
 * Chooses where to solve a softmax regression: in the span of the photos where they are no more than the features, else
 * among the features. The optimum is the same.
 *
 * @param features Raw features, n x d.
 * @param blocks The widths of the blocks, left to right.
 */
export async function openRegression(
  features: Matrix,
  standardizer: Standardizer,
  blocks: readonly number[],
  classes: number,
  multiplier: MatrixMultiplier,
  signal?: Cancellation,
): Promise<OpenRegression> {
  if (features.rows > features.columns) {
    const space = createWeightSpace(features, standardizer, classes, multiplier);
    return { space, weightsOf: async (coefficients) => coefficients };
  }
  const gram = await gramMatrix(features, standardizer, blocks, multiplier, signal);
  return {
    space: createSpanSpace(gram, classes, multiplier),
    weightsOf: (coefficients) => weightsFromSpan(coefficients, features, standardizer, classes, multiplier),
  };
}

/** W = X̂ᵀA from raw features: S·(XᵀA - m·(1ᵀA)), the biases unchanged. */
async function weightsFromSpan(
  coefficients: Float64Array,
  features: Matrix,
  standardizer: Standardizer,
  classes: number,
  multiplier: MatrixMultiplier,
): Promise<Float64Array> {
  const { rows, columns } = features;
  const ofPhotos = coefficients.subarray(0, classes * rows);
  const product = await multiplier.multiply(matrix(classes, rows, Float32Array.from(ofPhotos)), features);
  const weights = new Float64Array(classes * columns + classes);
  writeClassSums(ofPhotos, rows, weights, classes * columns); // the sums 1ᵀA, where the kernel looks for them
  unfoldFrom(product.data, standardizer, classes, weights);
  weights.set(coefficients.subarray(classes * rows), classes * columns);
  return weights;
}
