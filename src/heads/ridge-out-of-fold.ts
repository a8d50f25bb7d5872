import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { resolveClassWeights } from './class-weights.ts';
import { gramMatrix } from './gram.ts';
import { conjugateStep, type GradientState } from './ridge.kernel.ts';
import { fitStandardizer } from './standardize.ts';
import { neverHeldOut } from './stratified-folds.ts';

/** How {@link ridgeOutOfFold} works. */
export interface RidgeOptions {
  readonly classes: number;
  /** The fold of each photo, from `stratifiedFolds`. */
  readonly foldOf: Int32Array;
  /** The widths of the backbone's blocks, left to right. */
  readonly blocks: readonly number[];
  /** Photos whose labels teach nothing, and are not asked about. @default none */
  readonly without?: ReadonlySet<number> | undefined;
  /** λ, as a part of the expected squared length of a photo's standardized features. @default 0.75 */
  readonly strength?: number | undefined;
  readonly multiplier: MatrixMultiplier;
  readonly signal?: Cancellation | undefined;
}

/** The length of the residual at which a solution is good enough to rank by; right sides are of zeros and ones. */
const tolerance = 1e-3;

/** It takes 20 to 30 steps; this many only where λ is next to nothing. */
const mostSteps = 200;

/**
 * What a ridge regression to class indicators says of photos that it has not learned from.
 *
 * For each fold, min Σ_i w_i·(y_i - f(x_i))² + λ·‖f‖² over the other folds' photos, in the span of the photos: the residuals of
 * a wrong label are bounded, where the cross-entropy of a softmax head bends the whole head to it. So it finds wrong labels
 * better, though it predicts no better (docs/decisions/0009). R. Rifkin, G. Yeo, T. Poggio, Regularized least-squares
 * classification, 2003. A photo of a rare class counts for more, as in the heads.
 *
 * Solved by conjugate gradients (M. R. Hestenes, E. Stiefel, 1952), all folds and classes side by side.
 *
 * Cost: n²·d/2 multiply-adds once, n²·k for each fold and step; 4·n² bytes.
 *
 * @param features Raw features, n x d.
 * @returns n x k scores, about 1 for the right class and 0 for the others; rows of NaN for photos that were not held out.
 * @throws the signal's reason, between steps.
 */
export async function ridgeOutOfFold(features: Matrix, labels: Int32Array, options: RidgeOptions): Promise<Matrix> {
  const { classes, foldOf, blocks, without = new Set(), strength = 0.75, multiplier, signal } = options;
  const n = features.rows;
  const gram = await gramMatrix(features, fitStandardizer(features, blocks), blocks, multiplier, signal);
  for (let i = 0; i < gram.data.length; i++) gram.data[i] = (gram.data[i] ?? 0) + 1; // a constant feature: the bias
  const weights = resolveClassWeights('balanced', labels, classes);
  const ridge = Float32Array.from(labels, (label) => (strength * blocks.length) / (weights[label] ?? 1));
  const folds = [...new Set(foldOf)].filter((fold) => fold !== neverHeldOut).toSorted((a, b) => a - b);

  const problems = folds.length * classes;
  const learned = Uint8Array.from({ length: folds.length * n }, (_, at) =>
    Number(foldOf[at % n] !== folds[Math.floor(at / n)] && !without.has(at % n)),
  );
  const residual = matrix(problems, n);
  for (let row = 0; row < problems; row++) {
    const fold = Math.floor(row / classes);
    for (let i = 0; i < n; i++) if (labels[i] === row % classes && learned[fold * n + i]) residual.data[row * n + i] = 1;
  }
  const state: GradientState = { solution: new Float32Array(problems * n), residual: residual.data, direction: residual.data.slice() };
  for (let step = 0, open = problems; step < mostSteps && open > 0; step++) {
    signal?.throwIfAborted();
    const images = await multiplier.multiply(matrix(problems, n, state.direction), gram);
    open = conjugateStep(state, images.data, ridge, learned, classes, tolerance);
  }
  const scores = await multiplier.multiply(matrix(problems, n, state.solution), gram);
  const out = matrix(n, classes);
  out.data.fill(Number.NaN);
  for (const [at, fold] of folds.entries()) {
    for (let i = 0; i < n; i++) {
      if (foldOf[i] !== fold || without.has(i)) continue;
      for (let c = 0; c < classes; c++) out.data[i * classes + c] = scores.data[(at * classes + c) * n + i] ?? Number.NaN;
    }
  }
  return out;
}
