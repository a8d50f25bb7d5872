import { invalidArgument } from '../errors.ts';
import { leastProbabilityFor, predictionSet, type SetCalibration } from '../evaluation/prediction-sets.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { makesNoSets } from './incapable-model.ts';
import { type Prediction, topPredictions } from './prediction.ts';

/** What is wanted of a judgement. */
export interface JudgeOptions {
  /** How many classes to name; all of a prediction set are named in any case. @default all */
  readonly top?: number | undefined;
  /** Also tell which classes are in the set that holds the right one with this frequency, from 0.5 to 0.99. @default none is made */
  readonly coverage?: number | undefined;
}

/** What a model says of a picture. */
export interface Judgement {
  /** Its classes, best first. */
  readonly predictions: readonly Prediction[];
  /** Whether the picture is like nothing that the model was trained on; undefined where the model does not tell. */
  readonly unknown: boolean | undefined;
  /** How unlike: above 0 is unknown, and 1 is a standard deviation of one of its two distances. */
  readonly novelty: number | undefined;
}

/**
 * Makes the function that turns a network's numbers for one picture into what is said of it.
 *
 * @throws `INVALID_ARGUMENT`; `MODEL_INCAPABLE` where sets are asked of a model that makes none
 */
export function judgeFor(
  manifest: Manifest,
  { top = manifest.classes.length, coverage }: JudgeOptions = {},
): (probabilities: Float32Array, novelty: number | undefined) => Judgement {
  if (!Number.isInteger(top) || top < 1) throw invalidArgument('top', 'a whole number of at least 1', top);
  const least = coverage === undefined ? undefined : leastProbabilityFor(setCalibrationOf(manifest), coverage);
  const threshold = manifest.metrics.labelSets?.threshold;
  return (probabilities, novelty) => {
    const set = least === undefined ? undefined : new Set(predictionSet(probabilities, least));
    const shown = topPredictions(probabilities, manifest.classes, Math.max(top, set?.size ?? 0));
    const predictions = shown.map((prediction) => ({
      ...prediction,
      ...(set === undefined ? {} : { inSet: set.has(prediction.index) }),
      ...(threshold === undefined ? {} : { present: prediction.probability >= threshold }),
    }));
    return { predictions, novelty, unknown: novelty === undefined ? undefined : novelty > 0 };
  };
}

/** What prediction sets are made from. @throws `MODEL_INCAPABLE` where the model has none */
export function setCalibrationOf({ predictionSets }: Manifest): SetCalibration {
  if (predictionSets !== undefined) return predictionSets;
  throw makesNoSets();
}
