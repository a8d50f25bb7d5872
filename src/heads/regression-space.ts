/**
 * The unknowns of a softmax regression, or a change of them: k x p coefficients, class by class, then the k biases.
 *
 * `image` holds the same vector under the metric of the weights, so that the inner product of two vectors u and v, as
 * changes of the weights, is Σ u.coefficients · v.image. Where the coefficients are the weights, it is the same array.
 */
export interface Vector {
  readonly coefficients: Float64Array;
  readonly image: Float64Array;
}

/** What {@link RegressionSpace.gradients} needs of one problem, and where it writes. */
export interface GradientRequest {
  /** ∂(cross-entropy)/∂(logits), class by class: k x n. */
  readonly residual: Float64Array;
  /** Where the problem stands. */
  readonly at: Vector;
  /** The L2 strength λ of λ/2·‖W‖². */
  readonly strength: number;
  /** Receives the gradient. */
  readonly out: Vector;
}

/**
 * Where a softmax regression is solved: in the span of the photos or among the features.
 *
 * Every function serves several problems with one matrix product, side by side; that is what makes cross-validation cheap.
 */
export interface RegressionSpace {
  /** How many photos, n. */
  readonly photos: number;
  /** How many classes, k. */
  readonly classes: number;
  /** How many of a vector's numbers are penalized, k·p; the k biases follow them. */
  readonly penalized: number;
  /** A vector of zeros. */
  createVector(): Vector;
  /** The gradients of the penalized cross-entropy: one product. */
  gradients(requests: readonly GradientRequest[]): Promise<void>;
  /** The logits that vectors give to all photos, class by class: k x n for each. No product in the span of the photos. */
  logits(vectors: readonly Vector[], outs: readonly Float64Array[]): Promise<void>;
  /** Computes the images anew from the coefficients, without the rounding that adding up steps has gathered. */
  refresh(vectors: readonly Vector[]): Promise<void>;
}

/** Writes the sum of each class's numbers, one a photo: of residuals, the gradient in the biases. */
export function writeClassSums(residual: Float64Array, photos: number, out: Float64Array, offset: number): void {
  for (let from = 0, c = offset; from < residual.length; from += photos, c++) {
    let sum = 0;
    for (const r of residual.subarray(from, from + photos)) sum += r;
    out[c] = sum;
  }
}
