import { GraftError, invalidArgument } from '../errors.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';
import { type Interval, wilsonInterval } from './wilson-interval.ts';

/** What prediction sets need to know: how probable a class must be to belong to them. Plain JSON, kept in the manifest. */
export interface SetCalibration {
  /** On how many photos it was calibrated. */
  readonly images: number;
  /** Whose predictions these were: folds' heads that had not seen the photo, or the head itself on photos held out. */
  readonly on: 'out-of-fold' | 'held-out';
  /**
   * The least probability of a class in the set, for a coverage of 0.50, 0.51, … 0.99. Where there are too few photos to
   * promise so much it is 0: every class is in.
   */
  readonly leastProbabilities: readonly number[];
}

/** How prediction sets did on photos whose class is known. Plain JSON. */
export interface SetMeasurement {
  /** What was promised. */
  readonly coverage: number;
  /** The part of the sets that hold the right class, */
  readonly covered: number;
  /** and where the true part lies with 95 % confidence (Wilson). */
  readonly coveredInterval: Interval;
  /** The mean number of classes in a set: the fewer the better. */
  readonly averageSize: number;
  /** The part of the sets that name one class alone. */
  readonly single: number;
  /** The part covered for each class, null for one without photos: the promise is for all classes together, not for each. */
  readonly perClass: readonly (number | null)[];
  readonly images: number;
}

const [leastCoverage, mostCoverage] = [0.5, 0.99];
const steps = Math.round(100 * (mostCoverage - leastCoverage));

/**
 * Calibrates sets of classes that hold the right one with a promised frequency: split conformal prediction.
 *
 * The score of a class is 1 - its probability (LAC: M. Sadinle, J. Lei, L. Wasserman, JASA 114, 2019). With n photos and
 * coverage 1 - α, the classes are in whose probability is at least that of the right class in the ⌊(n + 1)·α⌋-th least sure
 * photo (V. Vovk, A. Gammerman, G. Shafer, Algorithmic learning in a random world, 2005; A. Angelopoulos, S. Bates, A
 * gentle introduction to conformal prediction, arXiv:2107.07511, §1).
 *
 * What is promised: with probabilities of the head that is used, on photos that it has not seen (`held-out`), sets hold
 * the right class with at least the coverage, on average over such calibrations, for photos of the same origin. With
 * out-of-fold probabilities (cross-conformal: V. Vovk, Annals of Mathematics and AI 74, 2015) all photos serve and the
 * coverage is close to it, by experience and not by theorem; so it is measured on the photos held out. What else was
 * tried: docs/decisions/0010.
 *
 * @param probabilities n x k; rows of NaN are passed over.
 * @param on Whose probabilities they are.
 */
export function calibratePredictionSets(probabilities: Matrix, labels: Labels, on: SetCalibration['on']): SetCalibration {
  const { rows, columns } = probabilities;
  const ofRight = [...expectLabels(labels, rows, columns)]
    .map((label, photo) => rowOf(probabilities, photo)[label] ?? Number.NaN)
    .filter((probability) => !Number.isNaN(probability))
    .toSorted((a, b) => a - b);
  const leastProbabilities = Array.from({ length: steps + 1 }, (_, step) => {
    const missed = 100 * (1 - leastCoverage) - step; // α in hundredths: whole, so that the product below is exact
    const rank = Math.floor(((ofRight.length + 1) * missed) / 100);
    return ofRight[rank - 1] ?? 0;
  });
  return { images: ofRight.length, on, leastProbabilities };
}

/**
 * How probable a class must be to be in sets of a coverage. Between two hundredths the higher one counts.
 *
 * @param coverage From 0.5 to 0.99.
 * @throws `INVALID_ARGUMENT` for any other.
 */
export function leastProbabilityFor(calibration: SetCalibration, coverage: number): number {
  if (!(coverage >= leastCoverage && coverage <= mostCoverage))
    throw invalidArgument('coverage', `a part from ${leastCoverage} to ${mostCoverage}, such as 0.9`, coverage);
  const step = Math.ceil(100 * (coverage - leastCoverage) - 1e-9); // 0.9 - 0.5 is a little more than 0.4 in binary
  return calibration.leastProbabilities[step] ?? 0;
}

/**
 * The set of a photo: its classes, most probable first, that are probable enough; the most probable one always is.
 *
 * @param probabilities One a class.
 * @param least From {@link leastProbabilityFor}.
 */
export function predictionSet(probabilities: Float32Array, least: number): number[] {
  const order = [...probabilities.keys()].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b);
  return order.filter((c, place) => place === 0 || (probabilities[c] ?? 0) >= least);
}

/**
 * Counts how often sets hold the right class, on photos that neither the head nor the calibration has seen.
 *
 * @param probabilities n x k, n at least 1.
 * @throws `INVALID_ARGUMENT` for a coverage that is not from 0.5 to 0.99, or without photos.
 */
export function measurePredictionSets(
  probabilities: Matrix,
  labels: Labels,
  calibration: SetCalibration,
  coverage: number,
): SetMeasurement {
  const { rows: images, columns: classes } = probabilities;
  if (images === 0) throw new GraftError('INVALID_ARGUMENT', 'Expected at least one photo to measure prediction sets on. Received 0.');
  const least = leastProbabilityFor(calibration, coverage);
  const hits = new Array<number>(classes).fill(0);
  const counts = new Array<number>(classes).fill(0);
  let [covered, size, single] = [0, 0, 0];
  for (const [photo, label] of expectLabels(labels, images, classes).entries()) {
    const set = predictionSet(rowOf(probabilities, photo), least);
    const hit = Number(set.includes(label));
    covered += hit;
    hits[label] = (hits[label] ?? 0) + hit;
    counts[label] = (counts[label] ?? 0) + 1;
    size += set.length;
    single += Number(set.length === 1);
  }
  return {
    coverage,
    covered: covered / images,
    coveredInterval: wilsonInterval(covered, images),
    averageSize: size / images,
    single: single / images,
    perClass: hits.map((hit, c) => ((counts[c] ?? 0) === 0 ? null : hit / (counts[c] ?? 1))),
    images,
  };
}
