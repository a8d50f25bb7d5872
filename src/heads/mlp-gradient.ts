import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { maskBySign, softmaxResidual, sumRows } from './mlp.kernel.ts';
import { type DenseLayer, mlpActivations } from './mlp.ts';

/** A batch's loss, and its gradient in each layer's weights and bias. */
export interface MlpGradient {
  /** Σ weight · -log p(right class). */
  readonly loss: number;
  readonly layers: readonly DenseLayer[];
}

/**
 * The weighted cross-entropy of a batch and its gradient, by backpropagation.
 *
 * D. E. Rumelhart, G. E. Hinton, R. J. Williams, Nature 323, 1986. Three products a layer, two for the first.
 *
 * @param input n x d.
 * @param weights The weight of each photo of the batch.
 */
export async function mlpGradient(
  layers: readonly DenseLayer[],
  input: Matrix,
  labels: Int32Array,
  weights: Float64Array,
  multiplier: MatrixMultiplier,
): Promise<MlpGradient> {
  const outputs = await mlpActivations(layers, input, multiplier);
  const logits = outputs.at(-1) ?? input;
  let delta = matrix(logits.rows, logits.columns);
  const loss = softmaxResidual(logits.data, logits.columns, labels, weights, delta.data);
  const gradients: DenseLayer[] = [];
  for (const [index, layer] of [...layers.entries()].toReversed()) {
    const below = outputs[index - 1] ?? input;
    const bias = new Float32Array(delta.columns);
    sumRows(delta.data, bias);
    gradients.unshift({ weights: await multiplier.multiply(below, delta, { transposeA: true }), bias });
    if (index === 0) break;
    delta = await multiplier.multiply(delta, layer.weights, { transposeB: true });
    maskBySign(delta.data, below.data);
  }
  return { loss, layers: gradients };
}
