import { sumChannels } from './sum-channels.kernel.ts';

/** The mean of an activation over some photos, channel by channel. It fills, hence a class. */
export class ChannelMeans {
  #sums: Float64Array | undefined;
  #count = 0;

  /** Adds what was seen: of rank 4 [batch, channels, height, width], else with the channels last. */
  add(values: Float32Array, shape: readonly number[]): void {
    const channels = (shape.length === 4 ? shape[1] : shape.at(-1)) ?? 1;
    const block = shape.length === 4 ? (shape[2] ?? 1) * (shape[3] ?? 1) : 1;
    if (channels * block === 0) return;
    this.#sums ??= new Float64Array(channels);
    sumChannels(values, this.#sums, block);
    this.#count += values.length / channels;
  }

  /** Zeros before the first. */
  get means(): Float64Array {
    return (this.#sums ?? new Float64Array()).map((sum) => sum / this.#count);
  }
}
