import type { LinePoint } from './search-line.ts';

/**
 * The weighted cross-entropy of softmax(Z + t·D) at one step t, with its first two derivatives in t and its gradient in the logits.
 *
 * With p_i = softmax of photo i's logits, y_i its label, w_i its weight:
 *
 *     value     = Σ_i w_i (log Σ_c exp z_ic - z_i,y_i)
 *     slope     = Σ_i w_i (Σ_c p_ic d_ic - d_i,y_i)
 *     curvature = Σ_i w_i (Σ_c p_ic d_ic² - (Σ_c p_ic d_ic)²)
 *     residual  = w_i (p_ic - [c = y_i])
 *
 * Logits, direction and residual lie class by class: element (i, c) at c·n + i. A weight of 0 leaves the photo out.
 */
export function crossEntropyAt(
  logits: Float64Array,
  direction: Float64Array,
  step: number,
  labels: Int32Array,
  weights: Float64Array,
  classes: number,
  residual: Float64Array,
): LinePoint {
  const n = labels.length;
  const z = new Float64Array(classes);
  let value = 0;
  let slope = 0;
  let curvature = 0;
  for (let i = 0; i < n; i++) {
    const weight = weights[i]!;
    if (weight === 0) {
      for (let at = i; at < residual.length; at += n) residual[at] = 0;
      continue;
    }
    let largest = -Infinity;
    for (let c = 0, at = i; c < classes; c++, at += n) {
      const logit = logits[at]! + step * direction[at]!;
      z[c] = logit;
      if (logit > largest) largest = logit;
    }
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let c = 0, at = i; c < classes; c++, at += n) {
      const e = Math.exp(z[c]! - largest);
      const d = direction[at]!;
      residual[at] = e;
      sum += e;
      first += e * d;
      second += e * d * d;
    }
    first /= sum;
    second /= sum;
    const own = labels[i]! * n + i;
    value += weight * (largest + Math.log(sum) - z[labels[i]!]!);
    slope += weight * (first - direction[own]!);
    curvature += weight * (second - first * first);
    const factor = weight / sum;
    for (let at = i; at < residual.length; at += n) residual[at]! *= factor;
    residual[own]! -= weight;
  }
  return { value, slope, curvature };
}
