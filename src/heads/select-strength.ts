import { invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { RegressionSpace } from './regression-space.ts';
import type { RegressionTask } from './regression-task.ts';
import { solveRegressions } from './solve-regressions.ts';
import { neverHeldOut } from './stratified-folds.ts';

/** The L2 strengths that cross-validation tries, strong to weak: half a power of ten apart. */
export const defaultStrengths: readonly number[] = [0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001, 0.00003, 0.00001];

/** The strength where cross-validation is impossible: with fewer than two photos in every class. */
export const fallbackStrength = 0.0003;

/** How exactly the folds are solved: closely enough to compare strengths, in a quarter of the iterations (docs/decisions/0005). */
const foldTolerance = 3e-3;

/** After how many strengths in a row without a better loss the weaker ones, which are the costlier, are left out. */
const patience = 2;

/** How well one strength did on photos held out. */
export interface StrengthScore {
  readonly strength: number;
  /** Mean log loss of the photos held out, each class weighted as in training, at the temperature that suits them best. */
  readonly logLoss: number;
  /** The standard error of that mean. */
  readonly logLossError: number;
  /** The part of the photos held out that was right. */
  readonly accuracy: number;
  /** The temperature at which the loss was taken. */
  readonly temperature: number;
  /** The most L-BFGS iterations that a fold needed. */
  readonly iterations: number;
}

/** What the cross-validation of the L2 strength found. */
export interface StrengthSelection {
  /** The strength chosen. */
  readonly strength: number;
  /** The temperature for it. */
  readonly temperature: number;
  /** Every strength tried, strong to weak. */
  readonly table: readonly StrengthScore[];
  /** The logits of each photo from the fold that held it out, n x k, at the chosen strength; NaN for one never held out. */
  readonly outOfFoldLogits: Matrix;
  /** The mean of the folds' solutions: where the final fit may start. */
  readonly start: Float64Array;
}

/** What {@link selectStrength} needs to know beside the task. */
export interface SelectStrengthOptions {
  /** The fold of each photo, from `stratifiedFolds`. */
  readonly foldOf: Int32Array;
  /** The strengths to try, strong to weak. */
  readonly strengths: readonly number[];
  readonly signal?: Cancellation | undefined;
}

/**
 * Chooses a linear head's L2 strength by cross-validation, and yields each strength's score as it is known.
 *
 * For each strength all folds are solved in lockstep, one product for all, starting from the solutions for the next stronger
 * one. The strength with the least log loss on photos held out is chosen, the stronger of two alike. The loss is taken after
 * temperature scaling, as the head is used with it: what counts is the direction of the logits, not their length, which the
 * strength shrinks. What else was tried: docs/decisions/0005.
 *
 * The features are standardized once, over all photos: that uses no label, and a fold's mean hardly differs.
 *
 * Cost: n²·k multiply-adds a fold and iteration in the span of the photos, some 15 iterations a strength.
 *
 * @throws the signal's reason, between iterations.
 */
export async function* selectStrength(
  space: RegressionSpace,
  task: RegressionTask,
  options: SelectStrengthOptions,
): AsyncGenerator<StrengthScore, StrengthSelection, void> {
  const { foldOf, strengths, signal } = options;
  const folds = [...new Set(foldOf)].filter((fold) => fold !== neverHeldOut).toSorted((a, b) => a - b);
  const weights = folds.map((fold) => task.weigh((photo) => foldOf[photo] !== fold));
  const table: StrengthScore[] = [];
  let starts: readonly (Float64Array | undefined)[] = [];
  let best: (StrengthScore & Pick<StrengthSelection, 'outOfFoldLogits' | 'start'>) | undefined;
  let worse = 0;
  for (const strength of strengths) {
    const problems = weights.map((sampleWeights, fold) => ({ sampleWeights, strength, start: starts[fold] }));
    const solutions = await solveRegressions(space, task.loss, problems, { tolerance: foldTolerance, signal });
    starts = solutions.map(({ coefficients }) => coefficients);
    const heldOut = folds.map((fold, index) => ({ fold, logits: solutions[index]?.logits ?? new Float64Array() }));
    const outOfFoldLogits = gatherHeldOut(space, heldOut, foldOf);
    const iterations = Math.max(0, ...solutions.map((solution) => solution.iterations));
    const score = { strength, ...task.score(outOfFoldLogits), iterations };
    table.push(score);
    yield score;
    if (best === undefined || score.logLoss < best.logLoss) {
      best = { ...score, outOfFoldLogits, start: meanOf(starts, space.createVector().coefficients) };
      worse = 0;
    } else if (++worse >= patience) break;
  }
  if (best === undefined) throw invalidArgument('strengths', 'at least one number, and their losses finite', strengths);
  const { strength, temperature, outOfFoldLogits, start } = best;
  return { strength, temperature, table, outOfFoldLogits, start };
}

/** Takes each photo's logits from the fold that held it out. */
function gatherHeldOut(
  space: RegressionSpace,
  heldOut: readonly { readonly fold: number; readonly logits: Float64Array }[],
  foldOf: Int32Array,
): Matrix {
  const { photos, classes } = space;
  const out = matrix(photos, classes);
  out.data.fill(Number.NaN);
  for (const { fold, logits } of heldOut) {
    for (let photo = 0; photo < photos; photo++) {
      if (foldOf[photo] !== fold) continue;
      for (let c = 0; c < classes; c++) out.data[photo * classes + c] = logits[c * photos + photo] ?? Number.NaN;
    }
  }
  return out;
}

function meanOf(vectors: readonly (Float64Array | undefined)[], sum: Float64Array): Float64Array {
  for (const vector of vectors) {
    for (const [i, value] of (vector ?? []).entries()) sum[i] = (sum[i] ?? 0) + value / vectors.length;
  }
  return sum;
}
