/** real = scale · (stored - zero). */
export function decodeStored(stored: Uint8Array, scale: number, zero: number, real: Float32Array): void {
  for (let i = 0; i < stored.length; i++) real[i] = scale * (stored[i]! - zero);
}

/** For each channel its least number and its step, then the numbers as multiples of the step: stored = (real - least) / step. */
export function encodeChannels(real: ArrayLike<number>, channels: number, ranges: Float32Array, stored: Uint8Array): void {
  const size = real.length / channels;
  for (let c = 0; c < channels; c++) {
    const from = c * size;
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let i = from; i < from + size; i++) {
      const x = real[i]!;
      if (x < least) least = x;
      if (x > greatest) greatest = x;
    }
    const step = Math.fround((greatest - least) / 255);
    ranges[2 * c] = least;
    ranges[2 * c + 1] = step;
    if (step === 0) stored.fill(0, from, from + size);
    else for (let i = from; i < from + size; i++) stored[i] = Math.min(255, Math.round((real[i]! - least) / step));
  }
}

/** real = least + step · stored, channel by channel. */
export function decodeChannels(stored: Uint8Array, channels: number, ranges: Float32Array, real: Float32Array): void {
  const size = stored.length / channels;
  for (let c = 0; c < channels; c++) {
    const [least, step] = [ranges[2 * c]!, ranges[2 * c + 1]!];
    for (let i = c * size; i < (c + 1) * size; i++) real[i] = least + step * stored[i]!;
  }
}
