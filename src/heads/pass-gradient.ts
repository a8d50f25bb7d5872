import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { transposed } from '../tensor/plain-multiply.ts';
import { foldInto, unfoldFrom } from './fold.kernel.ts';
import { addProduct, addRowConstants } from './pass-gradient.kernel.ts';
import type { PhotoPass } from './photo-pass.ts';
import { writeClassSums } from './regression-space.ts';
import type { Standardizer } from './standardize.ts';
import type { StreamedLoss } from './streamed-task.ts';
import { addScaled, dot } from './vector.kernel.ts';

/** A linear regression whose photos are read anew for each look at them. */
export interface StreamedRegression {
  readonly pass: PhotoPass;
  readonly standardizer: Standardizer;
  readonly loss: StreamedLoss;
  /** The L2 strength λ. */
  readonly strength: number;
  readonly multiplier: MatrixMultiplier;
  readonly signal?: Cancellation | undefined;
}

/**
 * The penalized loss Σ_i loss_i(Wᵀx̂_i + b) + λ/2·‖W‖² and its gradient, in one pass over the photos.
 *
 * Cost: 2·n·d·k multiply-adds; memory of one batch, whatever n is.
 *
 * @param at W and b: k x d coefficients on standardized features, class by class, then k biases.
 * @param gradient Receives the gradient, laid out alike.
 * @returns The loss.
 * @throws the signal's reason, between batches
 */
export async function passGradient(regression: StreamedRegression, at: Float64Array, gradient: Float64Array): Promise<number> {
  const { pass, standardizer, loss: task, strength, multiplier, signal } = regression;
  const { classes } = task;
  const columns = standardizer.mean.length;
  const penalized = classes * columns;
  const weights = matrix(classes, columns);
  const bias = new Float64Array(classes);
  foldInto(at, standardizer, classes, weights.data, bias);
  const product = new Float64Array(penalized);
  const sums = new Float64Array(classes);
  let loss = 0;
  for await (const { features, labels } of pass()) {
    signal?.throwIfAborted();
    const photos = features.rows;
    const logits = new Float64Array(classes * photos);
    addRowConstants((await multiplier.multiply(weights, features, { transposeB: true })).data, bias, logits);
    const residual = new Float64Array(classes * photos);
    loss += task.lossOf(logits, labels, residual);
    const batchSums = new Float64Array(classes);
    writeClassSums(residual, photos, batchSums, 0);
    addScaled(sums, 1, batchSums);
    const residuals: Matrix = matrix(classes, photos, Float32Array.from(residual));
    // Features by classes, which costs half of classes by features: the features stay as they lie.
    addProduct(product, (await multiplier.multiply(features, residuals, { transposeA: true, transposeB: true })).data);
  }
  gradient.set(sums, penalized);
  unfoldFrom(transposed(matrix(columns, classes, Float32Array.from(product))).data, standardizer, classes, gradient);
  addScaled(gradient, strength, at, penalized);
  return loss + (strength / 2) * dot(at, at, penalized);
}
