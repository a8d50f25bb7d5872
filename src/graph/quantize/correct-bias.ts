import { elementCount, type Tensor } from '../../tensor/tensor.ts';
import type { QuantizedWeights } from './quantize-weights.ts';

/**
 * The bias with which a layer of rounded weights gives, on average, what the layer gave before.
 *
 * bias[o] - Σᵢ (Σ over the window of (rounded - weight)[o, i]) · mean[i]
 *
 * Rounding moves a channel's output by its weights' errors times what comes in, which a bias takes up (M. Nagel et al.:
 * Data-Free Quantization Through Weight Equalization and Bias Correction, 2019, §4.2; here with means that were measured).
 * What padding adds at the borders is left out of account. Depthwise convolutions gain most: with nine weights a channel,
 * errors don't cancel.
 *
 * @param weights The layer's weights before rounding; output channels at `quantized.axis`.
 * @param bias The layer's own, one for each output channel; undefined stands for zeros.
 * @param means The mean of each channel of what the layer reads: input channel i of group g is at g · (channels of a group) + i.
 */
export function correctBias(
  weights: Tensor<'float32'>,
  quantized: QuantizedWeights,
  bias: Tensor<'float32'> | undefined,
  means: Float64Array,
): Float32Array {
  const { axis, scales, stored } = quantized;
  const outputs = weights.shape[axis] ?? 1;
  // Of a convolution [out, in, …window] and of a dense layer [out, in] or [in, out].
  const inputs = weights.shape[axis === 0 ? 1 : 0] ?? 1;
  const window = elementCount(weights.shape.slice(2));
  const groups = Math.max(1, Math.round(means.length / inputs));
  return Float32Array.from({ length: outputs }, (_, output) => {
    const group = Math.floor((output * groups) / outputs);
    const scale = scales[output] ?? 1;
    let shift = 0;
    for (let input = 0; input < inputs; input++) {
      let error = 0;
      const from = axis === 0 ? (output * inputs + input) * window : input * outputs + output;
      for (let at = from; at < from + window; at++) error += scale * (stored.data[at] ?? 0) - (weights.data[at] ?? 0);
      shift += error * (means[group * inputs + input] ?? 0);
    }
    return (bias?.data[output] ?? 0) - shift;
  });
}
