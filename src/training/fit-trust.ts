import { calibratePredictionSets, measurePredictionSets, type SetCalibration, type SetMeasurement } from '../evaluation/prediction-sets.ts';
import { fitNovelty, type NoveltyFit } from '../heads/fit-novelty.ts';
import { measureNovelty } from '../heads/novelty.ts';
import { stratifiedFolds } from '../heads/stratified-folds.ts';
import type { HeadContext, TrainedHead } from './fit-head-events.ts';
import type { JudgedPhotos } from './judge-held-out.ts';
import type { Labelled } from './labelled.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** What a model needs to say how far it is to be trusted with a photo. */
export interface Trust {
  /** What prediction sets stand on; undefined where no photo was ever held out. */
  readonly sets: SetCalibration | undefined;
  /** What tells photos of other things; undefined where it was not asked for or there are too few photos. */
  readonly novelty: NoveltyFit | undefined;
}

/** How a {@link Trust} did on photos that neither it nor the head had seen. Plain JSON. */
export interface TrustMeasurement {
  readonly predictionSets: SetMeasurement | undefined;
  /** The part of photos of known classes that was to be let through, and the part that was. */
  readonly rejection: { readonly passes: number; readonly passed: number; readonly images: number } | undefined;
}

/**
 * Calibrates prediction sets and fits the novelty, both on what was found out of fold.
 *
 * @param heldOut What the sets are calibrated on where the way of training was not cross-validated; judged by a head that
 * had not seen it, also where the head of the model has.
 */
export async function fitTrust(
  { outOfFold }: TrainedHead,
  learned: Labelled,
  heldOut: JudgedPhotos | undefined,
  { classes, blocks, multiplier }: HeadContext,
  { folds, seed, keepKnown, signal }: ResolvedTrainOptions,
): Promise<Trust> {
  const { features, labels, keys } = learned;
  const foldOf = outOfFold?.foldOf ?? stratifiedFolds(labels, classes, { folds, seed, keys });
  const novelty =
    keepKnown === 1 ? undefined : await fitNovelty(features, labels, { classes, blocks, foldOf, passes: keepKnown, multiplier, signal });
  const sets =
    outOfFold !== undefined
      ? calibratePredictionSets(outOfFold.probabilities, labels, 'out-of-fold')
      : heldOut && calibratePredictionSets(heldOut.probabilities, heldOut.labels, 'held-out');
  return { novelty, sets: sets?.images === 0 ? undefined : sets };
}

/** Measures prediction sets and rejection on photos held out from both. */
export async function measureTrust(
  { sets, novelty }: Trust,
  { features, labels, probabilities }: JudgedPhotos,
  { multiplier }: HeadContext,
  { coverage }: ResolvedTrainOptions,
): Promise<TrustMeasurement> {
  const predictionSets = sets?.on === 'out-of-fold' ? measurePredictionSets(probabilities, labels, sets, coverage) : undefined; // calibrated on these very photos
  if (novelty === undefined) return { predictionSets, rejection: undefined };
  const passed = (await measureNovelty(novelty.novelty, features, multiplier)).filter((value) => value <= 0).length;
  return { predictionSets, rejection: { passes: novelty.passes, passed: passed / features.rows, images: features.rows } };
}
