import type { Range } from '../optimize/float-range.ts';

/** How real numbers are stored in 8 bits: real = scale · (stored - zeroPoint). */
export interface QuantizationSteps {
  /** A float32 number above 0. */
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * The steps with which uint8 covers a range.
 *
 * 0 is always among the numbers that are stored exactly (padding and what a ReLU cuts off are zeros), so the range is
 * widened to it where it lies outside. The zero point is rounded, which moves both ends by half a step at most
 * (B. Jacob et al.: Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, 2018, §3.1).
 * A range of nothing but 0 gets a step of 1.
 */
export function quantizationSteps(range: Range): QuantizationSteps {
  const [low, high] = [Math.min(0, range.low), Math.max(0, range.high)];
  const scale = Math.fround((high - low) / 255);
  // Below the smallest normal float32 a step is as good as none, and its reciprocal overflows.
  if (!(scale >= 2 ** -126)) return { scale: 1, zeroPoint: 0 };
  return { scale, zeroPoint: Math.min(255, Math.max(0, Math.round(-low / scale))) };
}
