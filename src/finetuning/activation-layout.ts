import type { TensorQuantization } from '../graph/split/split-network.ts';
import { elementCount } from '../tensor/tensor.ts';
import { decodeChannels, decodeStored, encodeChannels } from './activation-layout.kernel.ts';

/** What is kept of a photo at a cut, and how it becomes numbers again. */
export interface ActivationLayout {
  /** The activation's shape for one photo: [channels, height, width], or [numbers]. */
  readonly shape: readonly number[];
  /** How a network's own 8-bit numbers stand for real ones: they are kept as they are. Without it, each channel gets a range of its own. */
  readonly quantization: TensorQuantization | undefined;
  /** The widths of the features that are kept beside the activation: of layers before the cut that the head reads. */
  readonly features: readonly number[];
}

/** How many bytes a photo takes. */
export function bytesPerPhoto(layout: ActivationLayout): number {
  const ranges = layout.quantization === undefined ? 8 * (layout.shape[0] ?? 1) : 0;
  return elementCount(layout.shape) + ranges + 4 * featureCount(layout);
}

/** How many feature numbers are kept beside the activation. */
export function featureCount({ features }: ActivationLayout): number {
  return features.reduce((sum, width) => sum + width, 0);
}

/**
 * Packs one photo: the activation in a byte a number, exact where the network computed so; then the features, float32.
 *
 * Real numbers are kept as 255 steps between the least and the greatest of each channel of this very photo: the error is at
 * most half a step, and a channel's zeros (what a ReLU cut off) stay zeros. docs/decisions/0027 has what that costs.
 */
export function packActivation(layout: ActivationLayout, activation: Uint8Array | Float32Array, features: Float32Array): Uint8Array {
  const packed = new Uint8Array(bytesPerPhoto(layout));
  const count = elementCount(layout.shape);
  let at = 0;
  if (layout.quantization !== undefined) packed.set(activation, 0);
  else {
    const channels = layout.shape[0] ?? 1;
    const ranges = new Float32Array(2 * channels);
    encodeChannels(activation, channels, ranges, packed.subarray(8 * channels));
    packed.set(bytesOf(ranges), 0);
    at = 8 * channels;
  }
  packed.set(bytesOf(features), at + count);
  return packed;
}

/** Unpacks one photo into real numbers: the reverse of {@link packActivation}. */
export function unpackActivation(layout: ActivationLayout, packed: Uint8Array, activation: Float32Array, features: Float32Array): void {
  const count = elementCount(layout.shape);
  let at = 0;
  if (layout.quantization !== undefined) {
    decodeStored(packed.subarray(0, count), layout.quantization.scale, layout.quantization.zero, activation);
  } else {
    const channels = layout.shape[0] ?? 1;
    at = 8 * channels;
    decodeChannels(packed.subarray(at, at + count), channels, floatsOf(packed.subarray(0, at)), activation);
  }
  features.set(floatsOf(packed.subarray(at + count)));
}

function bytesOf(floats: Float32Array): Uint8Array {
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}

/** Copied, for a float must begin at a multiple of four bytes. */
function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
