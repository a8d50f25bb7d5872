import { elementCount, type Tensor, tensor } from '../../tensor/tensor.ts';
import { roundChannel } from './round-channel.kernel.ts';

/** Weights in 8 bits: real = scale of its channel · stored, zero points all 0. */
export interface QuantizedWeights {
  readonly stored: Tensor<'int8'>;
  /** One for each channel along `axis`. */
  readonly scales: Float32Array;
  readonly axis: number;
  readonly bits: 7 | 8;
}

/** How weights are stored. */
export interface WeightOptions {
  /** The dimension of the output channels. */
  readonly axis: number;
  /** 8 bits reach ±127; 7 reach ±63, which cannot saturate where two products of 8 bits are summed in 16. @default 8 */
  readonly bits?: 7 | 8 | undefined;
  /** What each channel's scale must at least be, where its bias would not fit otherwise. @default 0 */
  readonly leastScale?: ((channel: number) => number) | undefined;
}

/**
 * Rounds weights to symmetric int8 with a scale for each output channel (R. Krishnamoorthi: Quantizing deep convolutional
 * networks for efficient inference, 2018, §2.2 and §3.1: depthwise convolutions lose most without), chosen for the least
 * squared error: {@link roundChannel}.
 *
 * A channel of zeros has a scale of 1. Cost: some 80 passes over the weights.
 */
export function quantizeWeights(weights: Tensor<'float32'>, options: WeightOptions): QuantizedWeights {
  const { axis, bits = 8, leastScale = () => 0 } = options;
  const channels = weights.shape[axis] ?? 1;
  const block = elementCount(weights.shape.slice(axis + 1));
  const stored = new Int8Array(weights.data.length);
  const scales = Float32Array.from({ length: channels }, (_, channel) => {
    const rounding = { most: bits === 8 ? 127 : 63, leastScale: leastScale(channel) };
    return roundChannel(weights.data, stored, channel * block, block, channels * block, rounding);
  });
  return { stored: tensor('int8', weights.shape, stored), scales, axis, bits };
}
