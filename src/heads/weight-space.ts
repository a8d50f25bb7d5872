import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { foldInto, unfoldFrom } from './fold.kernel.ts';
import { type RegressionSpace, type Vector, writeClassSums } from './regression-space.ts';
import type { Standardizer } from './standardize.ts';
import { addScaled } from './vector.kernel.ts';

/**
 * Solves a softmax regression among the features, for more photos than features: the unknowns are the weights themselves.
 *
 * The standardized features X̂ = (X - 1·mᵀ)·S are never written out: X̂·W = X·(S·W) - 1·(mᵀ·S·W), and
 * X̂ᵀR = S·(XᵀR - m·(1ᵀR)). Two products with X an iteration, for all problems side by side.
 *
 * Cost: 2·n·d·k multiply-adds for each problem and iteration.
 *
 * @param features Raw features X, n x d.
 * @param standardizer m and the diagonal of S.
 */
export function createWeightSpace(
  features: Matrix,
  standardizer: Standardizer,
  classes: number,
  multiplier: MatrixMultiplier,
): RegressionSpace {
  const { rows: photos, columns } = features;
  const penalized = classes * columns;
  return {
    photos,
    classes,
    penalized,
    createVector: () => {
      const coefficients = new Float64Array(penalized + classes);
      return { coefficients, image: coefficients };
    },
    refresh: async () => {}, // the image is the coefficients
    gradients: async (requests) => {
      const residuals = matrix(requests.length * classes, photos);
      for (const [j, { residual }] of requests.entries()) residuals.data.set(residual, j * residual.length);
      const product = await multiplier.multiply(residuals, features);
      for (const [j, { residual, at, strength, out }] of requests.entries()) {
        writeClassSums(residual, photos, out.coefficients, penalized);
        unfoldFrom(product.data.subarray(j * penalized, (j + 1) * penalized), standardizer, classes, out.coefficients);
        addScaled(out.coefficients, strength, at.coefficients, penalized);
      }
    },
    logits: async (vectors: readonly Vector[], outs) => {
      const folded = matrix(vectors.length * classes, columns);
      const biases = vectors.map(({ coefficients }, j) => {
        const bias = new Float64Array(classes);
        foldInto(coefficients, standardizer, classes, folded.data.subarray(j * penalized, (j + 1) * penalized), bias);
        return bias;
      });
      const product = await multiplier.multiply(folded, features, { transposeB: true });
      for (const [j, bias] of biases.entries()) {
        const out = outs[j] as Float64Array; // one for each vector
        for (const [c, constant] of bias.entries()) {
          const from = (j * classes + c) * photos;
          const row = product.data.subarray(from, from + photos);
          for (let i = 0; i < photos; i++) out[c * photos + i] = (row[i] as number) + constant; // i is within the row
        }
      }
    },
  };
}
