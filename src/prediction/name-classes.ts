import { invalidArgument } from '../errors.ts';
import { leastProbabilityFor, predictionSet, type SetCalibration } from '../evaluation/prediction-sets.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { makesNoSets } from './incapable-model.ts';
import { type Prediction, topPredictions } from './prediction.ts';

/** What to say of a picture. */
export interface NamingOptions {
  /** How many classes to name for a picture; all of its prediction set are named in any case. @default all */
  readonly top?: number | undefined;
  /** Also tell which classes are in the set that holds the right one with this frequency, from 0.5 to 0.99. @default none is made */
  readonly coverage?: number | undefined;
}

/** What a model says of one picture. */
export interface NamedPicture {
  /** Its classes, best first. */
  readonly predictions: readonly Prediction[];
  /** Whether the picture is like nothing that the model was trained on; undefined where the model does not tell. */
  readonly unknown: boolean | undefined;
  /** How unlike: above 0 is unknown, and 1 is a standard deviation of one of its two distances. */
  readonly novelty: number | undefined;
}

/**
 * Makes what a network computes of a picture into what is said of it: the same in Node and in a browser.
 *
 * @returns A function from a picture's probabilities (one a class) and novelty to what is said.
 * @throws `INVALID_ARGUMENT`; `MODEL_INCAPABLE` where a coverage is asked of a model that makes no sets
 */
export function nameClasses(
  manifest: Pick<Manifest, 'classes' | 'metrics' | 'predictionSets'>,
  { top = manifest.classes.length, coverage }: NamingOptions,
): (probabilities: Float32Array, novelty: number | undefined) => NamedPicture {
  if (!Number.isInteger(top) || top < 1) throw invalidArgument('top', 'a whole number of at least 1', top);
  const { classes, metrics } = manifest;
  const least = coverage === undefined ? undefined : leastProbabilityFor(setCalibrationOf(manifest), coverage);
  const threshold = metrics.labelSets?.threshold;
  return (probabilities, novelty) => {
    const set = least === undefined ? undefined : new Set(predictionSet(probabilities, least));
    const shown = topPredictions(probabilities, classes, Math.max(top, set?.size ?? 0));
    const predictions = shown.map((prediction) => ({
      ...prediction,
      ...(set === undefined ? {} : { inSet: set.has(prediction.index) }),
      ...(threshold === undefined ? {} : { present: prediction.probability >= threshold }),
    }));
    return { predictions, novelty, unknown: novelty === undefined ? undefined : novelty > 0 };
  };
}

/** What a model's prediction sets are made from. @throws `MODEL_INCAPABLE` where it makes none */
export function setCalibrationOf({ predictionSets }: Pick<Manifest, 'predictionSets'>): SetCalibration {
  if (predictionSets !== undefined) return predictionSets;
  throw makesNoSets();
}
