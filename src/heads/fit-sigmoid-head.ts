import { invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { countSets, expectSets, type LabelSets } from '../tensor/label-sets.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { fitRegression, type RegressionFit, type StrengthEvent } from './fit-regression.ts';
import type { SigmoidHead } from './sigmoid-head.ts';
import { sigmoidTask } from './sigmoid-task.ts';
import { fitStandardizer } from './standardize.ts';
import { stratifiedFoldsOfSets } from './stratified-folds-of-sets.ts';

/** How a head for several labels a photo is fitted; each field as for `fitHead`. */
export interface FitSigmoidHeadOptions {
  /** @default one block of all columns */
  readonly blocks?: readonly number[] | undefined;
  /** @default eight from 0.03 to 0.00001, compared by cross-validation */
  readonly strength?: number | readonly number[] | undefined;
  /** @default 5 */
  readonly folds?: number | undefined;
  /** @default 0 */
  readonly seed?: number | undefined;
  readonly keys?: readonly string[] | undefined;
  /** @default plain loops */
  readonly multiplier?: MatrixMultiplier | undefined;
  readonly signal?: Cancellation | undefined;
}

/** The head, and how it was found. */
export interface SigmoidFit extends Omit<RegressionFit, 'head'> {
  readonly head: SigmoidHead;
}

/**
 * Fits a head for photos that may have several labels or none: a logistic regression for each class to its optimum, one L2
 * strength for all, chosen by cross-validation on iteratively stratified folds, and one temperature.
 *
 * (Binary relevance: M.-L. Zhang, Z.-H. Zhou, A review on multi-label learning algorithms, IEEE TKDE 26, 2014, §3.1. That
 * labels go together is left to the features to tell.)
 *
 * @param features Raw features, n x d.
 * @param targets The classes of each photo, n x k.
 * @throws `INVALID_ARGUMENT` when a class has no photo or all of them; `SHAPE_MISMATCH`; the signal's reason.
 */
export async function* fitSigmoidHead(
  features: Matrix,
  targets: LabelSets,
  options: FitSigmoidHeadOptions = {},
): AsyncGenerator<StrengthEvent, SigmoidFit, void> {
  const { blocks = [features.columns], strength, folds, seed, keys, multiplier = plainMultiplier, signal } = options;
  expectSets(targets, features.rows, targets.columns);
  for (const [label, count] of countSets(targets).entries()) {
    if (count > 0 && count < targets.rows) continue;
    const hint = 'A class that no photo has, or every photo, cannot be learned; leave it out.';
    throw invalidArgument('targets', `a table in which some photos have class ${label} and some have not`, count, hint);
  }
  signal?.throwIfAborted();
  const foldOf = stratifiedFoldsOfSets(targets, { folds, seed, keys });
  const standardizer = fitStandardizer(features, blocks);
  const found = yield* fitRegression(features, sigmoidTask(targets), standardizer, multiplier, { blocks, foldOf, strength, signal });
  return { ...found, head: { kind: 'sigmoid', ...found.head } };
}
