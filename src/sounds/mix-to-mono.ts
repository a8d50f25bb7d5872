/** Mixes channels of equal length to one: their mean, so that it stays within -1 and 1. One channel is returned as it is. */
export function mixToMono(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...others] = channels;
  if (others.length === 0) return first;
  const mixed = Float32Array.from(first);
  for (const channel of others) for (let at = 0; at < mixed.length; at++) mixed[at] = (mixed[at] ?? 0) + (channel[at] ?? 0);
  return mixed.map((sum) => sum / channels.length);
}
