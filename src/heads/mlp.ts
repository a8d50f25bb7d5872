import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { rectify } from './softmax.kernel.ts';
import { addRow } from './softmax.ts';

/** One fully connected layer: x·W + b. */
export interface DenseLayer {
  /** W, inputs x outputs. */
  readonly weights: Matrix;
  /** b, one an output. */
  readonly bias: Float32Array;
}

/**
 * A head with hidden layers: h₁ = relu(x·W₁ + b₁), …, logits = h·W + b, probabilities = softmax(logits / T), x being raw
 * features.
 *
 * As ONNX: Gemm and Relu for each hidden layer, Gemm, Div by T, Softmax. The standardization of the training is folded into
 * the first layer.
 */
export interface MlpHead {
  readonly kind: 'mlp';
  /** The layers, first to last; there is no relu after the last. */
  readonly layers: readonly DenseLayer[];
  /** T, above 0. */
  readonly temperature: number;
}

/** The logits of an {@link MlpHead}, n x k. */
export async function mlpLogits(head: Pick<MlpHead, 'layers'>, features: Matrix, multiplier: MatrixMultiplier): Promise<Matrix> {
  return (await mlpActivations(head.layers, features, multiplier)).at(-1) ?? features;
}

/** What each layer gives, first to last: after the relu for the hidden ones. */
export async function mlpActivations(layers: readonly DenseLayer[], input: Matrix, multiplier: MatrixMultiplier): Promise<Matrix[]> {
  const outputs: Matrix[] = [];
  let current = input;
  for (const [index, { weights, bias }] of layers.entries()) {
    current = addRow(await multiplier.multiply(current, weights), bias);
    if (index < layers.length - 1) rectify(current.data);
    outputs.push(current);
  }
  return outputs;
}
