/**
 * Adds up numbers that lie in blocks, a channel each, over and over: sums[c] += Σ values of channel c.
 *
 * @param block How many neighbouring numbers belong to one channel.
 */
export function sumChannels(values: Float32Array, sums: Float64Array, block: number): void {
  let at = 0;
  while (at < values.length) {
    for (let channel = 0; channel < sums.length; channel++) {
      let sum = 0;
      for (const end = at + block; at < end; at++) sum += values[at]!;
      sums[channel]! += sum;
    }
  }
}
