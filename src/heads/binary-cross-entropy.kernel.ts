import type { LinePoint } from './search-line.ts';

/**
 * The weighted binary cross-entropy of sigmoid(Z + t·D), summed over the classes, at one step t, with its first two
 * derivatives in t and its gradient in the logits.
 *
 * With p_ic = 1 / (1 + exp(-z_ic)), y_ic in {0, 1} and w_i a photo's weight:
 *
 *     value     = Σ_i w_i Σ_c (ln(1 + exp z_ic) - y_ic z_ic)
 *     slope     = Σ_i w_i Σ_c (p_ic - y_ic) d_ic
 *     curvature = Σ_i w_i Σ_c p_ic (1 - p_ic) d_ic²
 *     residual  = w_i (p_ic - y_ic)
 *
 * Logits, direction and residual lie class by class: element (i, c) at c·n + i; the targets photo by photo, at i·k + c.
 */
export function binaryCrossEntropyAt(
  logits: Float64Array,
  direction: Float64Array,
  step: number,
  targets: Uint8Array,
  weights: Float64Array,
  residual: Float64Array,
): LinePoint {
  const n = weights.length;
  const classes = logits.length / n;
  let value = 0;
  let slope = 0;
  let curvature = 0;
  for (let c = 0, at = 0; c < classes; c++) {
    for (let i = 0; i < n; i++, at++) {
      const weight = weights[i]!;
      if (weight === 0) {
        residual[at] = 0;
        continue;
      }
      const d = direction[at]!;
      const z = logits[at]! + step * d;
      const e = Math.exp(-Math.abs(z)); // at most 1: nothing overflows
      const p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
      const y = targets[i * classes + c]!;
      const r = weight * (p - y);
      value += weight * (Math.max(z, 0) + Math.log1p(e) - y * z);
      slope += r * d;
      curvature += weight * p * (1 - p) * d * d;
      residual[at] = r;
    }
  }
  return { value, slope, curvature };
}
