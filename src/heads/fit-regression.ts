import { invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { foldLinearHead, type LinearHead } from './linear-head.ts';
import { openRegression } from './open-regression.ts';
import type { RegressionTask } from './regression-task.ts';
import { defaultStrengths, fallbackStrength, type StrengthScore, type StrengthSelection, selectStrength } from './select-strength.ts';
import { solveRegressions } from './solve-regressions.ts';
import type { Standardizer } from './standardize.ts';
import { neverHeldOut } from './stratified-folds.ts';

/** How {@link fitRegression} works. */
export interface FitRegressionOptions {
  /** The widths of the blocks, left to right. */
  readonly blocks: readonly number[];
  /** The fold of each photo, from `stratifiedFolds` or `stratifiedFoldsOfSets`. */
  readonly foldOf: Int32Array;
  /** One strength, or several to compare, in any order. @default eight from 0.03 to 0.00001 */
  readonly strength?: number | readonly number[] | undefined;
  readonly signal?: Cancellation | undefined;
}

/** A linear head at its optimum, and how it was found. */
export interface RegressionFit {
  readonly head: LinearHead;
  /** The L2 strength λ. */
  readonly strength: number;
  /** The scores by strength, and the photos' logits from the folds that held them out; absent where no photo could be held out. */
  readonly crossValidation?: Pick<StrengthSelection, 'table' | 'outOfFoldLogits'> & { readonly foldOf: Int32Array };
  /** L-BFGS iterations of the last fit, on all photos. */
  readonly iterations: number;
  /** Whether it reached its optimum within the limit. */
  readonly converged: boolean;
  /** Its penalized loss. */
  readonly loss: number;
  /** The length of its gradient, as a part of that at zero weights. */
  readonly relativeGradient: number;
}

/** A strength's score, with its place in the search. */
export type StrengthEvent = { readonly kind: 'strength'; readonly index: number; readonly of: number } & StrengthScore;

/**
 * Fits a linear head with an L2 penalty to its optimum: min Σ_i w_i · loss_i + λ/2·‖W‖² over standardized features, the
 * biases unpenalized and the sample weights w summing to 1. The task is the loss: `softmaxTask` makes it a multinomial
 * logistic regression, `sigmoidTask` a logistic regression for each class.
 *
 * The strength is chosen by stratified cross-validation, the temperature fitted to the same out-of-fold logits (also where
 * there is a single strength, so that every head is calibrated). Where nothing can be held out, the strength is the one
 * given, or 0.0003, and the temperature 1.
 *
 * @param features Raw features, n x d.
 * @throws `INVALID_ARGUMENT` when a strength is not above 0; the signal's reason, between iterations.
 */
export async function* fitRegression(
  features: Matrix,
  task: RegressionTask,
  standardizer: Standardizer,
  multiplier: MatrixMultiplier,
  options: FitRegressionOptions,
): AsyncGenerator<StrengthEvent, RegressionFit, void> {
  const { blocks, foldOf, strength: wanted = defaultStrengths, signal } = options;
  const strengths = (typeof wanted === 'number' ? [wanted] : [...wanted]).toSorted((a, b) => b - a);
  if (strengths.length === 0 || !strengths.every((strength) => Number.isFinite(strength) && strength > 0)) {
    throw invalidArgument('strength', 'a number above 0, or a list of such', wanted, 'The grid of the default is 0.03, 0.01, … 0.00001.');
  }
  const { space, weightsOf } = await openRegression(features, standardizer, blocks, task.classes, multiplier, signal);
  const single = strengths.length === 1 ? strengths[0] : undefined;
  let [strength, temperature] = [single ?? fallbackStrength, 1];
  let selection: StrengthSelection | undefined;
  if (foldOf.some((fold) => fold !== neverHeldOut)) {
    const search = selectStrength(space, task, { foldOf, strengths, signal });
    let step = await search.next();
    for (let index = 0; !step.done; index++, step = await search.next()) {
      yield { kind: 'strength', index, of: strengths.length, ...step.value };
    }
    selection = step.value;
    ({ strength, temperature } = selection);
  }
  const problem = { sampleWeights: task.weigh(), strength, start: selection?.start };
  const [solution] = await solveRegressions(space, task.loss, [problem], { signal });
  if (solution === undefined) throw invalidArgument('features', 'at least one row', features.rows);
  const { iterations, converged, loss, relativeGradient } = solution;
  const head = { ...foldLinearHead(await weightsOf(solution.coefficients), standardizer, task.classes), temperature };
  const found = { head, strength, iterations, converged, loss, relativeGradient };
  if (selection === undefined) return found;
  const { table, outOfFoldLogits } = selection;
  return { ...found, crossValidation: { table, outOfFoldLogits, foldOf } };
}
