/** How weights of one channel are rounded. */
export interface ChannelRounding {
  /** The largest stored magnitude: 127 for 8 bits. */
  readonly most: number;
  /** What the scale must at least be. */
  readonly leastScale: number;
}

/** Scales from this to that part of the one that just holds the largest magnitude are tried, in hundredths. */
const triedFrom = 80;
const triedTo = 120;

/** Below the smallest normal float32, weights are as good as zeros. */
const smallestScale = 2 ** -126;

/**
 * Rounds the weights of one channel to multiples of the scale that brings them closest, in the sum of squares:
 *
 * Σ (w - scale · clamp(round(w / scale)))² is least.
 *
 * A smaller scale than the largest magnitude asks for clips it and rounds the others less. Weights that lie on a grid of
 * 8 bits already, as those of a network that was dequantized, find it again within a hundredth.
 *
 * @param weights All weights; those of the channel are `block` neighbours at `from`, and again every `stride` numbers.
 * @param stored Receives the stored numbers, at the same places.
 * @returns The scale, a float32 number.
 */
export function roundChannel(
  weights: Float32Array,
  stored: Int8Array,
  from: number,
  block: number,
  stride: number,
  { most, leastScale }: ChannelRounding,
): number {
  let largest = 0;
  for (let start = from; start < weights.length; start += stride) {
    for (let at = start; at < start + block; at++) {
      const magnitude = Math.abs(weights[at]!);
      if (magnitude > largest) largest = magnitude;
    }
  }
  const plain = largest / most;
  let scale = Math.fround(Math.max(plain, leastScale));
  if (scale < smallestScale) return 1; // zeros: stored is zeros, too
  if (plain >= leastScale) {
    let least = Number.POSITIVE_INFINITY;
    for (let hundredths = triedFrom; hundredths <= triedTo; hundredths++) {
      const tried = Math.fround((plain * hundredths) / 100);
      if (tried < leastScale || tried < smallestScale) continue;
      const perStep = 1 / tried;
      let error = 0;
      for (let start = from; start < weights.length && error < least; start += stride) {
        for (let at = start; at < start + block; at++) {
          const steps = weights[at]! * perStep;
          // Math.round without a call: the clamp comes first, so that what is clipped errs by what it lacks.
          const kept = steps > most ? most : steps < -most ? -most : Math.floor(steps + 0.5);
          const difference = steps - kept;
          error += difference * difference * tried * tried;
        }
      }
      if (error < least) [least, scale] = [error, tried];
    }
  }
  const perStep = 1 / scale;
  for (let start = from; start < weights.length; start += stride) {
    for (let at = start; at < start + block; at++) {
      const steps = weights[at]! * perStep;
      stored[at] = steps > most ? most : steps < -most ? -most : Math.floor(steps + 0.5);
    }
  }
  return scale;
}
