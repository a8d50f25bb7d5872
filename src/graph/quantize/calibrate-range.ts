import type { Range } from '../optimize/float-range.ts';
import type { ActivationHistogram } from './activation-histogram.ts';
import { entropyThreshold } from './entropy-threshold.ts';

/** How an activation's range is chosen from what was seen. */
export type CalibrationMethod = (typeof calibrationMethods)[number];

/** All of them: see {@link calibrateRange}. */
export const calibrationMethods = ['minmax', 'percentile', 'entropy'] as const;

/** The part of the numbers that a percentile range keeps; the rest, half on each side, is clipped. */
const keptPart = 0.9999;

/**
 * The range that 8 bits are to cover.
 *
 * - `minmax`: all that was seen. Nothing is clipped, but one outlier makes every step coarse.
 * - `percentile`: all but a ten-thousandth of what was seen (H. Wu et al.: Integer Quantization for Deep Learning
 *   Inference, 2020, §5, found 99.99 % and 99.999 % the best for convolutional networks).
 * - `entropy`: up to the magnitude that loses the least information, {@link entropyThreshold}.
 */
export function calibrateRange(histogram: ActivationHistogram, method: CalibrationMethod): Range {
  const { low, high } = histogram;
  if (low > high) return { low: 0, high: 0 }; // nothing was seen
  switch (method) {
    case 'minmax':
      return { low, high };
    case 'percentile':
      return percentileRange(histogram);
    case 'entropy': {
      const counts = magnitudes(histogram);
      // Of uint8's 255 steps all lie on one side where there is only one, else about half.
      const levels = low >= 0 || high <= 0 ? 255 : 128;
      const threshold = entropyThreshold(counts, levels) * histogram.width;
      return { low: Math.max(low, -threshold), high: Math.min(high, threshold) };
    }
  }
}

function percentileRange(histogram: ActivationHistogram): Range {
  const { counts, width, low, high, seen } = histogram;
  const half = counts.length / 2;
  const tail = ((1 - keptPart) / 2) * seen.total;
  // Zeros lie between the negative bins and the positive ones, and never outside the range.
  const edge = (from: number, step: 1 | -1): number => {
    let passed = 0;
    for (let at = from; step === 1 ? at < half : at >= half; at += step) {
      passed += counts[at] ?? 0;
      if (passed > tail) return at;
    }
    return half; // all of this side together is less
  };
  const [first, last] = [edge(0, 1), edge(counts.length - 1, -1)];
  return {
    low: low >= 0 ? low : Math.max(low, (first - half) * width),
    high: high <= 0 ? high : Math.min(high, (last + 1 - half) * width),
  };
}

/** The histogram of the magnitudes: both sides of 0 together. */
function magnitudes({ counts }: ActivationHistogram): Float64Array {
  const half = counts.length / 2;
  return Float64Array.from({ length: half }, (_, at) => (counts[half + at] ?? 0) + (counts[half - 1 - at] ?? 0));
}
