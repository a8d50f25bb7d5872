import { GraftError } from '../errors.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { type RegressionSpace, type Vector, writeClassSums } from './regression-space.ts';
import { addScaled } from './vector.kernel.ts';

/**
 * Solves a softmax regression in the span of the photos: W = X̂ᵀA, with n x k coefficients A instead of d x k weights.
 *
 * The optimum under an L2 penalty lies there (the representer theorem: G. Kimeldorf, G. Wahba 1971). With G = X̂X̂ᵀ the
 * logits are G·A + b, ‖W‖² is tr(AᵀGA), and the gradient of the loss in W is X̂ᵀ(R + λA) where R is the gradient in the
 * logits, so that R + λA are its coordinates and one product with G gives its metric image. A photo without weight has
 * R = 0 and so keeps coefficient 0: a fold of cross-validation is the same problem over the same G with some weights at 0,
 * and the product that moves it yields the logits of its held-out photos too.
 *
 * Cost: n² · k multiply-adds for each problem and product, whatever d is.
 *
 * @param gram G, n x n, symmetric; see `gramMatrix`.
 * @throws `SHAPE_MISMATCH` when it is not square.
 */
export function createSpanSpace(gram: Matrix, classes: number, multiplier: MatrixMultiplier): RegressionSpace {
  const photos = gram.rows;
  if (gram.columns !== photos) {
    throw new GraftError('SHAPE_MISMATCH', `Expected a square Gram matrix. Received ${photos} x ${gram.columns}.`);
  }
  const penalized = classes * photos;

  const refresh = async (vectors: readonly Vector[]): Promise<void> => {
    const stacked = matrix(vectors.length * classes, photos);
    for (const [j, { coefficients }] of vectors.entries()) stacked.data.set(coefficients.subarray(0, penalized), j * penalized);
    const product = await multiplier.multiply(stacked, gram, { transposeB: true }); // (G·A)ᵀ = AᵀGᵀ; G is its own transpose, and this way is faster
    for (const [j, { coefficients, image }] of vectors.entries()) {
      image.set(product.data.subarray(j * penalized, (j + 1) * penalized));
      image.set(coefficients.subarray(penalized), penalized);
    }
  };

  return {
    photos,
    classes,
    penalized,
    createVector: () => ({ coefficients: new Float64Array(penalized + classes), image: new Float64Array(penalized + classes) }),
    refresh,
    gradients: async (requests) => {
      for (const { residual, at, strength, out } of requests) {
        out.coefficients.set(residual);
        addScaled(out.coefficients, strength, at.coefficients, penalized);
        writeClassSums(residual, photos, out.coefficients, penalized);
      }
      await refresh(requests.map(({ out }) => out));
    },
    logits: async (vectors, outs) => {
      for (const [j, { coefficients, image }] of vectors.entries()) {
        const out = outs[j] as Float64Array; // one for each vector
        out.set(image.subarray(0, penalized));
        for (let c = 0; c < classes; c++) {
          const bias = coefficients[penalized + c] as number; // the vector ends in its biases
          const ofClass = out.subarray(c * photos, (c + 1) * photos);
          for (let i = 0; i < photos; i++) ofClass[i] = (ofClass[i] as number) + bias; // i is within the row
        }
      }
    },
  };
}
