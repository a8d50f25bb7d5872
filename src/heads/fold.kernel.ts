import type { Standardizer } from './standardize.ts';

/**
 * Folds a standardizer into weights that act on standardized features, so that they act on raw ones:
 * w' = scale · w and b' = b - Σ mean · scale · w.
 *
 * @param coefficients k x d weights, class by class, then k biases.
 * @param weights Receives k x d.
 * @param bias Receives k.
 */
export function foldInto(
  coefficients: Float64Array,
  { mean, scale }: Standardizer,
  classes: number,
  weights: Float32Array,
  bias: Float64Array,
): void {
  const columns = mean.length;
  for (let c = 0; c < classes; c++) {
    let shift = 0;
    for (let j = 0; j < columns; j++) {
      const weight = coefficients[c * columns + j]! * scale[j]!;
      weights[c * columns + j] = weight;
      shift += mean[j]! * weight;
    }
    bias[c] = coefficients[classes * columns + c]! - shift;
  }
}

/**
 * Turns RᵀX into RᵀX̂: out = (product - (Σ R)·mean) · scale.
 *
 * @param product k x d, from raw features.
 * @param out Receives k x d; its tail already holds the k sums of R.
 */
export function unfoldFrom(product: Float32Array, { mean, scale }: Standardizer, classes: number, out: Float64Array): void {
  const columns = mean.length;
  for (let c = 0; c < classes; c++) {
    const sum = out[classes * columns + c]!;
    for (let j = 0; j < columns; j++) out[c * columns + j] = (product[c * columns + j]! - sum * mean[j]!) * scale[j]!;
  }
}

/**
 * The same for a layer that lies input by input: w' = scale · w and b' = b - Σ mean · scale · w.
 *
 * @param weights d x h, replaced.
 * @param bias h, replaced.
 */
export function foldLayerInPlace({ mean, scale }: Standardizer, weights: Float32Array, bias: Float32Array): void {
  const outputs = bias.length;
  const shift = new Float64Array(outputs);
  for (let j = 0; j < mean.length; j++) {
    for (let c = 0, at = j * outputs; c < outputs; c++, at++) {
      const weight = weights[at]! * scale[j]!;
      weights[at] = weight;
      shift[c]! += mean[j]! * weight;
    }
  }
  for (let c = 0; c < outputs; c++) bias[c]! -= shift[c]!;
}
