import { invalidArgument } from '../errors.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Random, seededRandom } from '../tensor/random.ts';
import { fitPowerLaw, type PowerLaw } from './power-law.ts';
import type { Interval } from './wilson-interval.ts';

/** How accuracy grows with the number of photos, and how it may go on. Plain JSON. */
export interface LearningCurve {
  /** What was measured, few photos to many. */
  readonly points: readonly LearningPoint[];
  /** error = floor + scale · photos^-exponent, photos being those of a class. */
  readonly law: PowerLaw;
  /** What the law says of all photos that there are now, and of twice as many. */
  readonly now: CurveForecast;
  readonly twice: CurveForecast;
  /** What twice as many photos would bring, in accuracy. */
  readonly gain: { readonly accuracy: number; readonly interval: Interval };
  /** What they would bring each class, in recall; the greatest gain first. */
  readonly perClass: readonly { readonly label: string; readonly recall: number; readonly gain: number }[];
}

/** Accuracy after learning from so many photos of a class. */
export interface LearningPoint {
  /** Photos of a class, on average over the classes. */
  readonly photosPerClass: number;
  readonly accuracy: number;
  /** 95 %, by drawing photos anew. */
  readonly interval: Interval;
}

/** A point that nobody has measured. */
export interface CurveForecast extends LearningPoint {}

/** What a curve is made of; see `learnFromParts`. */
export interface CurvePart {
  /** Photos learned from. */
  readonly photos: number;
  /** For each photo, the part of the draws in which it was right; NaN where it was never held out. */
  readonly right: Float32Array;
}

/** How often photos are drawn anew for the intervals. */
const resamples = 200;

/**
 * Draws the learning curve and forecasts it by a power law: error = a + b · n^-c (C. Cortes et al., NIPS 1993; J. Hestness et
 * al., arXiv:1712.00409).
 *
 * The intervals come from drawing the judged photos anew with replacement (B. Efron, Annals of Statistics 7, 1979), 200 times,
 * and fitting the law to each draw. They hold the chance of which photos were judged, not the law's own fault: a forecast
 * for twice as many is near what was seen, one for ten times as many would not be. A class's gain follows from its own errors
 * with the exponent of all classes, since few photos cannot tell an exponent.
 *
 * @param parts Small to large, at least 3.
 * @param labels The true class of each photo.
 * @param options.photos How many photos there are now. @param options.seed @default 0
 * @throws `INVALID_ARGUMENT` for fewer than 3 parts, or when no photo was held out.
 */
export function learningCurve(
  parts: readonly CurvePart[],
  labels: Labels,
  classNames: readonly string[],
  options: { readonly photos: number; readonly seed?: number | undefined },
): LearningCurve {
  const classes = classNames.length;
  if (parts.length < 3) throw invalidArgument('parts', 'at least 3', parts.length);
  const judged = [...(parts[0]?.right.keys() ?? [])].filter((photo) => !Number.isNaN(parts[0]?.right[photo]));
  if (judged.length === 0) throw invalidArgument('parts', 'at least one photo that was held out', 0);
  const own = expectLabels(labels, parts[0]?.right.length ?? 0, classes);
  const sizes = parts.map(({ photos }) => photos / classes);
  const present = options.photos / classes;
  const errorsOf = (photos: readonly number[]): number[] =>
    parts.map(({ right }) => photos.reduce((sum, photo) => sum + 1 - (right[photo] ?? 0), 0) / photos.length);

  const errors = errorsOf(judged);
  const law = fitPowerLaw(sizes, errors);
  const random = seededRandom(options.seed ?? 0);
  const draws = Array.from({ length: resamples }, () => {
    const drawn = errorsOf(drawAnew(judged, random));
    return { drawn, law: fitPowerLaw(sizes, drawn) };
  });
  const forecast = (photosPerClass: number): CurveForecast => ({
    photosPerClass,
    accuracy: 1 - errorAt(law, photosPerClass),
    interval: middle95(draws.map((draw) => 1 - errorAt(draw.law, photosPerClass))),
  });
  const gainOf = (of: PowerLaw): number => errorAt(of, present) - errorAt(of, 2 * present);
  const perClass = classNames.map((label, c) => {
    const ofClass = judged.filter((photo) => own[photo] === c);
    if (ofClass.length === 0) return { label, recall: 0, gain: 0 };
    const ownErrors = errorsOf(ofClass);
    return { label, recall: 1 - (ownErrors.at(-1) ?? 1), gain: gainOf(fitPowerLaw(sizes, ownErrors, law.exponent)) };
  });
  return {
    points: errors.map((error, i) => ({
      photosPerClass: sizes[i] ?? 0,
      accuracy: 1 - error,
      interval: middle95(draws.map(({ drawn }) => 1 - (drawn[i] ?? 0))),
    })),
    law,
    now: forecast(present),
    twice: forecast(2 * present),
    gain: { accuracy: gainOf(law), interval: middle95(draws.map((draw) => gainOf(draw.law))) },
    perClass: perClass.toSorted((a, b) => b.gain - a.gain),
  };
}

function errorAt({ floor, scale, exponent }: PowerLaw, photosPerClass: number): number {
  return Math.min(1, floor + scale * photosPerClass ** -exponent);
}

function drawAnew(photos: readonly number[], random: Random): number[] {
  return photos.map(() => photos[random.below(photos.length)] ?? 0);
}

/** From the 2.5th to the 97.5th hundredth. */
function middle95(values: readonly number[]): Interval {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
  return { low: at(0.025), high: at(0.975) };
}
