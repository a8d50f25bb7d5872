import type { Cancellation } from '../tensor/cancellation.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom, shuffle } from '../tensor/random.ts';
import { resolveClassWeights, sampleWeightsOf } from './class-weights.ts';
import { openRegression } from './open-regression.ts';
import { softmaxLoss } from './softmax-task.ts';
import { solveRegressions } from './solve-regressions.ts';
import { fitStandardizer } from './standardize.ts';
import { neverHeldOut } from './stratified-folds.ts';

/** How {@link learnFromParts} works. */
export interface LearnFromPartsOptions {
  /** How many classes there are. */
  readonly classes: number;
  /** The fold of each photo, from `stratifiedFolds`. */
  readonly foldOf: Int32Array;
  /** The L2 strength, as chosen for all photos. */
  readonly strength: number;
  /** The widths of the backbone's blocks. @default one block of all columns */
  readonly blocks?: readonly number[] | undefined;
  /** Which parts of each class are learned from, small to large. @default 1/16, 1/8, 1/4, 1/2, 1 */
  readonly parts?: readonly number[] | undefined;
  /** How often each part is drawn, for each fold. @default 2 */
  readonly draws?: number | undefined;
  /** Decides the draws. @default 0 */
  readonly seed?: number | undefined;
  readonly multiplier?: MatrixMultiplier | undefined;
  readonly signal?: Cancellation | undefined;
}

/** How heads did that learned from a part of the photos. */
export interface LearnedPart {
  /** How many photos a head learned from, on average over folds and draws. */
  readonly photos: number;
  /** For each photo, the part of the draws in which a head that had not seen it was right; NaN for one never held out. */
  readonly right: Float32Array;
}

const defaultParts: readonly number[] = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1];

/** How exactly the heads are solved: as closely as the folds of cross-validation. */
const tolerance = 3e-3;

/**
 * Fits softmax heads to smaller and smaller parts of the photos, and asks each about the fold that it has not seen: what a
 * learning curve is made of. Yields each part when it is done.
 *
 * A part holds the same fraction of every class, rounded up; smaller parts of a draw lie within larger ones. All problems
 * share one Gram matrix, a photo that is not drawn has weight 0, so a part costs what the folds of one L2 strength cost.
 *
 * @param features Raw features, n x d.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH`; the signal's reason, between iterations.
 */
export async function* learnFromParts(
  features: Matrix,
  labels: Labels,
  options: LearnFromPartsOptions,
): AsyncGenerator<LearnedPart, readonly LearnedPart[], void> {
  const { classes, foldOf, strength, blocks = [features.columns], parts = defaultParts, draws = 2, seed = 0 } = options;
  const { multiplier = plainMultiplier, signal } = options;
  const own = expectLabels(labels, features.rows, classes);
  const { space } = await openRegression(features, fitStandardizer(features, blocks), blocks, classes, multiplier, signal);
  const folds = [...new Set(foldOf)].filter((fold) => fold !== neverHeldOut).toSorted((a, b) => a - b);
  const random = seededRandom(seed);
  const orders = Array.from({ length: draws }, () => folds.map((fold) => ({ fold, ...drawOrder(own, classes, foldOf, fold, random) })));
  const done: LearnedPart[] = [];
  let starts: (Float64Array | undefined)[] = [];
  for (const part of parts) {
    const right = Float32Array.from(foldOf, (fold) => (fold === neverHeldOut ? Number.NaN : 0));
    let photos = 0;
    // Draw by draw, so that no more problems are held at once than cross-validation holds.
    const nextStarts: (Float64Array | undefined)[] = [];
    for (const order of orders) {
      const kept = order.map(({ placeOf, counts }) => (photo: number): boolean => {
        return (placeOf[photo] ?? Number.POSITIVE_INFINITY) < Math.ceil(part * (counts[own[photo] ?? 0] ?? 0) - 1e-9);
      });
      const problems = kept.map((keep, i) => ({
        sampleWeights: sampleWeightsOf(own, balancedOf(own, classes, keep), keep),
        strength,
        start: starts[nextStarts.length + i],
      }));
      const solutions = await solveRegressions(space, softmaxLoss(own, classes), problems, { tolerance, signal });
      for (const [i, { fold }] of order.entries()) {
        photos += (kept[i] === undefined ? 0 : [...own.keys()].filter(kept[i]).length) / (folds.length * draws);
        const logits = solutions[i]?.logits ?? new Float64Array();
        for (const [photo, label] of own.entries()) {
          if (foldOf[photo] === fold && isRight(logits, photo, label, own.length, classes)) right[photo] = (right[photo] ?? 0) + 1 / draws;
        }
      }
      nextStarts.push(...solutions.map(({ coefficients }) => coefficients));
    }
    starts = nextStarts;
    done.push({ photos, right });
    yield { photos, right };
  }
  return done;
}

/** Where each photo stands in a random order of its class, of those that a fold does not hold out. */
function drawOrder(
  labels: Int32Array,
  classes: number,
  foldOf: Int32Array,
  fold: number,
  random: ReturnType<typeof seededRandom>,
): { readonly placeOf: Float64Array; readonly counts: readonly number[] } {
  const placeOf = new Float64Array(labels.length).fill(Number.POSITIVE_INFINITY);
  const counts = Array.from({ length: classes }, (_, label) => {
    const photos = [...labels.keys()].filter((photo) => labels[photo] === label && foldOf[photo] !== fold);
    for (const [place, photo] of shuffle(photos, random).entries()) placeOf[photo] = place;
    return photos.length;
  });
  return { placeOf, counts };
}

function balancedOf(labels: Int32Array, classes: number, keep: (photo: number) => boolean): Float64Array {
  return resolveClassWeights(
    'balanced',
    labels.filter((_, photo) => keep(photo)),
    classes,
  );
}

/** Whether the right class's logit is above all others; the logits stand class by class. */
function isRight(logits: Float64Array, photo: number, label: number, photos: number, classes: number): boolean {
  const own = logits[label * photos + photo] ?? Number.NaN;
  for (let c = 0; c < classes; c++) if (c !== label && !((logits[c * photos + photo] ?? 0) < own)) return false;
  return true;
}
