import { invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { type ClassWeights, resolveClassWeights } from './class-weights.ts';
import { fitKnn, type NeighbourScore } from './fit-knn.ts';
import { fitMlp, type MlpEpoch } from './fit-mlp.ts';
import { fitRegression, type RegressionFit } from './fit-regression.ts';
import type { Head, HeadKind } from './head.ts';
import type { StrengthScore } from './select-strength.ts';
import { softmaxTask } from './softmax-task.ts';
import { fitStandardizer } from './standardize.ts';
import { stratifiedFolds } from './stratified-folds.ts';

/** How a head is fitted. */
export interface FitHeadOptions {
  /** How many classes there are. */
  readonly classes: number;
  /** @default 'softmax' */
  readonly kind?: Exclude<HeadKind, 'sigmoid'> | undefined;
  /** The widths of the backbone's blocks that lie side by side in the features. @default one block of all columns */
  readonly blocks?: readonly number[] | undefined;
  /** The L2 strength of a softmax head; several are compared by cross-validation. @default eight from 0.03 to 0.00001 */
  readonly strength?: number | readonly number[] | undefined;
  /** @default 'balanced' */
  readonly classWeights?: ClassWeights | undefined;
  /** How many folds cross-validation has. @default 5 */
  readonly folds?: number | undefined;
  /** Decides the folds, and an MLP's first weights and order. @default 0 */
  readonly seed?: number | undefined;
  /** The identity of each photo, such as its content hash: copies are held out together, and the folds don't depend on the order. */
  readonly keys?: readonly string[] | undefined;
  /** The widths of an MLP's hidden layers. @default [128] */
  readonly hidden?: readonly number[] | undefined;
  /** How many photos a kNN head asks. @default chosen by leaving one out */
  readonly neighbours?: number | undefined;
  /** @default plain loops */
  readonly multiplier?: MatrixMultiplier | undefined;
  readonly signal?: Cancellation | undefined;
}

/** What {@link fitHead} tells while it works. */
export type FitHeadEvent =
  | ({ readonly kind: 'strength'; readonly index: number; readonly of: number } & StrengthScore)
  | ({ readonly kind: 'epoch' } & MlpEpoch);

/** A fitted head, and what was learned on the way; what does not belong to its kind is absent. */
export interface FittedHead {
  readonly head: Head;
  /** softmax: the L2 strength, the cross-validation, and how the last fit ended. */
  readonly softmax?: Omit<RegressionFit, 'head'>;
  /** mlp: how many epochs were best. */
  readonly epochs?: number;
  /** knn: the choices that were compared. */
  readonly neighbours?: readonly NeighbourScore[];
}

/**
 * Fits a head to features: the one door to all kinds of head. Deterministic for a seed and a multiplier.
 *
 * Features are standardized block by block, the head is fitted with class weights, and made to act on raw features again. A
 * softmax head's L2 strength and temperature come from cross-validation, an MLP's number of epochs and temperature from a
 * part held out, a kNN head's neighbours from leaving one out.
 *
 * @example
 * const fitting = fitHead(features, labels, { classes: 3, blocks: [768, 1280] });
 * let step = await fitting.next();
 * while (!step.done) step = await fitting.next();
 * const { head } = step.value;
 * @param features Raw features, n x d: the pooled outputs of the backbone's blocks side by side.
 * @param labels The class of each row.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH`; the signal's reason.
 */
export async function* fitHead(features: Matrix, labels: Labels, options: FitHeadOptions): AsyncGenerator<FitHeadEvent, FittedHead, void> {
  const { classes, kind = 'softmax', blocks = [features.columns], classWeights: choice = 'balanced', folds, seed = 0, keys } = options;
  const { multiplier = plainMultiplier, signal } = options;
  if (!Number.isInteger(classes) || classes < 2) throw invalidArgument('classes', 'a whole number of at least 2', classes);
  if (keys !== undefined && keys.length !== features.rows) throw invalidArgument('keys', `${features.rows} strings, one a row`, keys);
  signal?.throwIfAborted();
  const own = expectLabels(labels, features.rows, classes);
  const standardizer = fitStandardizer(features, blocks);
  const classWeights = resolveClassWeights(choice, own, classes);
  switch (kind) {
    case 'softmax': {
      const foldOf = stratifiedFolds(own, classes, { folds, seed, keys });
      const { strength } = options;
      const task = softmaxTask(own, classWeights);
      const { head, ...softmax } = yield* fitRegression(features, task, standardizer, multiplier, { blocks, foldOf, strength, signal });
      return { head: { kind, ...head }, softmax };
    }
    case 'mlp': {
      const foldOf = stratifiedFolds(own, classes, { folds, seed, keys });
      const { hidden = [128] } = options;
      const fitting = fitMlp(features, own, standardizer, multiplier, { classWeights, foldOf, hidden, seed, signal });
      let step = await fitting.next();
      for (; !step.done; step = await fitting.next()) yield { kind: 'epoch', ...step.value };
      return step.value;
    }
    case 'knn': {
      const { neighbours } = options;
      const { head, table } = await fitKnn(features, own, standardizer, multiplier, { classWeights, neighbours, keys, signal });
      return { head, neighbours: table };
    }
  }
}
