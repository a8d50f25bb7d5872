import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { predictedClasses } from './top-accuracy.ts';

/** The photos whose confidence lies in one range: one bar of a reliability diagram. */
export interface ReliabilityBin {
  /** The range of the confidences: above `from`, up to and with `to`. */
  readonly from: number;
  readonly to: number;
  /** How many photos lie in it, at least 1. */
  readonly images: number;
  /** What the model claimed: the mean probability of the class it named. */
  readonly confidence: number;
  /** What was true: the part of these photos that it named rightly. */
  readonly accuracy: number;
}

/** How honest a classifier's probabilities are. */
export interface Calibration {
  /**
   * Expected calibration error: how far confidence and accuracy lie apart, as a mean over the photos; 0 is honest.
   */
  readonly error: number;
  /**
   * The error that a perfectly honest model with the same confidences would show on so few photos by chance: an `error`
   * that is not above it is no sign of dishonesty.
   */
  readonly errorByChance: number;
  /** The bars of the reliability diagram, from unsure to sure; ranges without photos are left out. */
  readonly bins: readonly ReliabilityBin[];
}

/** How many equal ranges there are between 0 and 1: the number that Guo et al. report with. */
const ranges = 15;

/** How often the honest model is played: its mean error is then known to a hundredth part. */
const plays = 200;

/**
 * Compares how sure a classifier was with how often it was right.
 *
 * ECE = Σ_b (n_b / n) · |accuracy_b - confidence_b| over 15 ranges of equal width: C. Guo, G. Pleiss, Y. Sun,
 * K. Q. Weinberger, On calibration of modern neural networks, ICML 2017, §2, eq. 5. With few photos it is above 0 for an
 * honest model too; how far, is found by playing one: each photo is right with the probability that was claimed for it
 * (consistency resampling: J. Bröcker, L. A. Smith, Weather and Forecasting 22, 2007, §3).
 *
 * @param probabilities n x k, n at least 1; rows sum to 1.
 * @param labels The true class of each row.
 * @param options.seed Decides the plays. @default 0
 * @throws `SHAPE_MISMATCH`, `INVALID_ARGUMENT` when the labels don't fit.
 */
export function measureCalibration(probabilities: Matrix, labels: Labels, options: { readonly seed?: number } = {}): Calibration {
  const { rows, columns } = probabilities;
  const truth = expectLabels(labels, rows, columns);
  const predicted = predictedClasses(probabilities);
  const confidences = Float64Array.from(predicted, (guess, photo) => rowOf(probabilities, photo)[guess] ?? 0);
  const right = Float64Array.from(predicted, (guess, photo) => Number(guess === truth[photo]));
  const random = seededRandom(options.seed ?? 0);
  let byChance = 0;
  for (let play = 0; play < plays; play++) {
    const played = confidences.map((confidence) => Number(random.next() < confidence));
    byChance += errorOf(intoBins(confidences, played), rows) / plays;
  }
  const bins = intoBins(confidences, right);
  return { error: errorOf(bins, rows), errorByChance: byChance, bins };
}

function intoBins(confidences: Float64Array, right: Float64Array): ReliabilityBin[] {
  const counts = new Uint32Array(ranges);
  const sums = new Float64Array(ranges);
  const hits = new Float64Array(ranges);
  for (const [photo, confidence] of confidences.entries()) {
    const bin = Math.min(ranges - 1, Math.max(0, Math.ceil(confidence * ranges) - 1));
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + confidence;
    hits[bin] = (hits[bin] ?? 0) + (right[photo] ?? 0);
  }
  return [...counts].flatMap((images, bin) =>
    images === 0
      ? []
      : [
          {
            from: bin / ranges,
            to: (bin + 1) / ranges,
            images,
            confidence: (sums[bin] ?? 0) / images,
            accuracy: (hits[bin] ?? 0) / images,
          },
        ],
  );
}

function errorOf(bins: readonly ReliabilityBin[], images: number): number {
  return bins.reduce((sum, bin) => sum + (bin.images / images) * Math.abs(bin.accuracy - bin.confidence), 0);
}
