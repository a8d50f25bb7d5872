import { elementCount, type Tensor, tensor } from '../../tensor/tensor.ts';

/** Weights in 8 bits: real = scale of its channel · stored, zero points all 0. */
export interface QuantizedWeights {
  readonly stored: Tensor<'int8'>;
  /** One for each channel along `axis`. */
  readonly scales: Float32Array;
  readonly axis: number;
}

/** How weights are stored. */
export interface WeightOptions {
  /** The dimension of the output channels. */
  readonly axis: number;
  /** 8 bits reach ±127; 7 reach ±63, which cannot saturate where products of 8 bits are summed in 16. @default 8 */
  readonly bits?: 7 | 8 | undefined;
  /** What each channel's scale must at least be, where its bias would not fit otherwise. @default 0 */
  readonly leastScale?: ((channel: number) => number) | undefined;
}

/**
 * Rounds weights to symmetric int8 with a scale for each output channel, chosen by the channel's largest magnitude
 * (R. Krishnamoorthi: Quantizing deep convolutional networks for efficient inference, 2018, §2.2 and §3.1: depthwise
 * convolutions lose most without a scale for each channel).
 *
 * A channel of zeros keeps a scale of 1, or the least that it must be. Cost: linear in the weights.
 */
export function quantizeWeights(weights: Tensor<'float32'>, options: WeightOptions): QuantizedWeights {
  const { axis, bits = 8, leastScale = () => 0 } = options;
  const most = bits === 8 ? 127 : 63;
  const channels = weights.shape[axis] ?? 1;
  const inner = elementCount(weights.shape.slice(axis + 1));
  const largest = new Float64Array(channels);
  const { data } = weights;
  for (const [at, weight] of data.entries()) {
    const channel = Math.floor(at / inner) % channels;
    largest[channel] = Math.max(largest[channel] ?? 0, Math.abs(weight));
  }
  const scales = Float32Array.from(largest, (magnitude, channel) => {
    const scale = Math.max(magnitude / most, leastScale(channel));
    return scale >= 2 ** -126 ? scale : 1; // below the smallest normal float32 they are as good as zeros
  });
  const stored = Int8Array.from(data, (weight, at) => {
    const scale = scales[Math.floor(at / inner) % channels] ?? 1;
    return Math.max(-most, Math.min(most, Math.round(weight / scale)));
  });
  return { stored: tensor('int8', weights.shape, stored), scales, axis };
}
