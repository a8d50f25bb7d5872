/** How weights of one channel are rounded. */
export interface ChannelRounding {
  /** The largest stored magnitude: 127 for 8 bits. */
  readonly most: number;
  /** What the scale must at least be. */
  readonly leastScale: number;
}

/**
 * At how many steps the largest magnitude may lie, as parts of the most there are: the scales that are tried. Beyond 1 it is
 * clipped. From a half on, since what lies on a grid at fewer steps lies on one of half the width, too.
 */
const steps = { least: 0.5, most: 1.15 } as const;

/** Below the smallest normal float32, weights are as good as zeros. */
const smallestScale = 2 ** -126;

/**
 * Rounds the weights of one channel to multiples of the scale that brings them closest, in the sum of squares:
 *
 * Σ (w - scale · clamp(round(w / scale)))² is least.
 *
 * Those scales are tried by which the largest magnitude is a whole number of steps; with more steps than there are, it is
 * clipped, and the others are rounded less. Weights that lie on a grid of 8 bits already, as those of a network that was
 * dequantized, find it again.
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
    let least = errorWith(scale, weights, from, block, stride, most, Number.POSITIVE_INFINITY);
    for (let furthest = Math.ceil(most * steps.least); furthest <= most * steps.most; furthest++) {
      const tried = Math.fround(largest / furthest);
      if (tried < leastScale || tried < smallestScale) continue;
      const error = errorWith(tried, weights, from, block, stride, most, least);
      if (error < least) [least, scale] = [error, tried];
    }
  }
  const perStep = 1 / scale;
  for (let start = from; start < weights.length; start += stride) {
    for (let at = start; at < start + block; at++) {
      const x = weights[at]! * perStep;
      stored[at] = x > most ? most : x < -most ? -most : Math.floor(x + 0.5);
    }
  }
  return scale;
}

/** How many weights are rounded between two looks at whether the error is too large already. */
const between = 64;

/** Σ (w - scale · clamp(round(w / scale)))² over a channel; some number above `enough` where it is above that. */
function errorWith(
  scale: number,
  weights: Float32Array,
  from: number,
  block: number,
  stride: number,
  most: number,
  enough: number,
): number {
  const perStep = 1 / scale;
  const limit = enough / (scale * scale);
  let error = 0;
  for (let start = from; start < weights.length; start += stride) {
    for (let part = start; part < start + block && error < limit; part += between) {
      const end = Math.min(part + between, start + block);
      for (let at = part; at < end; at++) {
        const x = weights[at]! * perStep;
        // Rounded in place, the clamp first, so that what is clipped errs by what it lacks.
        const difference = x - (x > most ? most : x < -most ? -most : Math.floor(x + 0.5));
        error += difference * difference;
      }
    }
  }
  return error * scale * scale;
}
