import type { LinearHead } from './linear-head.ts';

/**
 * A linear head for photos of one class each: probabilities = softmax((x·W + b) / T), x being raw features.
 *
 * As ONNX: Gemm(x, W, b), Div by T, Softmax. The standardization of the training is folded into W and b.
 */
export interface SoftmaxHead extends LinearHead {
  readonly kind: 'softmax';
}
