import { type FitHeadEvent, fitHead } from '../heads/fit-head.ts';
import { outOfFoldFromLogits } from '../heads/out-of-fold.ts';
import { ridgeOutOfFold } from '../heads/ridge-out-of-fold.ts';
import { stratifiedFolds } from '../heads/stratified-folds.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';

/** The photos are cross-validated: a strength of the head that was tried. */
export interface FoldEvent {
  readonly type: 'folds';
  readonly step: FitHeadEvent;
}

/** More photos than this, and their Gram matrix is too large (64 MB here): a softmax head is fitted among the features instead. */
const mostInSpan = 4000;

/**
 * The probabilities that each photo's classes have by a model that has not learned from it or a copy of it: out of fold, at
 * the temperature that suits the other folds.
 *
 * By ridge regression, which wrong labels mislead least; of more than 4,000 photos, by a softmax head.
 *
 * @param keys What copies have in common; they are held out together.
 * @returns n x k, NaN for a photo that is never held out; undefined with a single class, or where nothing can be held out.
 */
export async function* heldOutProbabilities(
  { features, labels, keys }: { readonly features: Matrix; readonly labels: Int32Array; readonly keys: readonly string[] },
  options: {
    readonly classes: number;
    readonly blocks: readonly number[];
    readonly multiplier: MatrixMultiplier;
    readonly folds: number;
    readonly seed: number;
    /** Photos whose labels are known to say nothing. */
    readonly without: ReadonlySet<number>;
    readonly signal?: AbortSignal | undefined;
  },
): AsyncGenerator<FoldEvent, Matrix | undefined, void> {
  const { classes, blocks, multiplier, folds, seed, without, signal } = options;
  if (new Set(labels).size < 2) return undefined;
  if (features.rows <= mostInSpan) {
    const foldOf = stratifiedFolds(labels, classes, { folds, seed, keys });
    const scores = await ridgeOutOfFold(features, labels, { classes, foldOf, blocks, without, multiplier, signal });
    for (const photo of without) foldOf[photo] = -1;
    return outOfFoldFromLogits(scores, foldOf, labels).probabilities;
  }
  const steps = fitHead(features, labels, { classes, blocks, multiplier, folds, seed, keys, signal });
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield { type: 'folds', step: step.value };
  const crossValidation = step.value.softmax?.crossValidation;
  return crossValidation && outOfFoldFromLogits(crossValidation.outOfFoldLogits, crossValidation.foldOf, labels).probabilities;
}
