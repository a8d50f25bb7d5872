import { type LearningCurve, learningCurve } from '../evaluation/learning-curve.ts';
import { learnFromParts } from '../heads/learn-from-parts.ts';
import { fallbackStrength } from '../heads/select-strength.ts';
import { neverHeldOut, stratifiedFolds } from '../heads/stratified-folds.ts';
import type { HeadContext, TrainedHead } from './fit-head-events.ts';
import type { Labelled } from './labelled.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** A point of the learning curve is known: accuracy after learning from so many photos. */
export interface LearningEvent {
  readonly type: 'learning';
  readonly photos: number;
  readonly accuracy: number;
}

/**
 * Measures how accuracy grows with the number of photos, by softmax heads on the same features, whatever head was trained.
 *
 * @returns undefined where no photo can be held out.
 */
export async function* measureLearningCurve(
  { features, labels, keys }: Labelled,
  classNames: readonly string[],
  { outOfFold, fitted }: TrainedHead,
  { blocks, multiplier }: HeadContext,
  { folds, seed, signal }: ResolvedTrainOptions,
): AsyncGenerator<LearningEvent, LearningCurve | undefined, void> {
  const classes = classNames.length;
  const foldOf = outOfFold?.foldOf ?? stratifiedFolds(labels, classes, { folds, seed, keys });
  if (foldOf.every((fold) => fold === neverHeldOut)) return undefined;
  const strength = typeof fitted['strength'] === 'number' ? fitted['strength'] : fallbackStrength;
  const learning = learnFromParts(features, labels, { classes, foldOf, strength, blocks, seed, multiplier, signal });
  let step = await learning.next();
  for (; !step.done; step = await learning.next()) {
    const judged = step.value.right.filter((right) => !Number.isNaN(right));
    yield { type: 'learning', photos: step.value.photos, accuracy: judged.reduce((sum, right) => sum + right, 0) / judged.length };
  }
  return learningCurve(step.value, labels, classNames, { photos: labels.length, seed });
}
