import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';

/**
 * The part of the photos whose right class is among the `count` most probable. Of equal probabilities the first class leads.
 *
 * @param probabilities n x k, n at least 1.
 * @throws `SHAPE_MISMATCH`, `INVALID_ARGUMENT` when the labels don't fit.
 */
export function topAccuracy(probabilities: Matrix, labels: Labels, count: number): number {
  const own = expectLabels(labels, probabilities.rows, probabilities.columns);
  let found = 0;
  for (const [photo, label] of own.entries()) {
    const row = rowOf(probabilities, photo);
    const p = row[label] ?? 0;
    let before = 0;
    for (const [c, other] of row.entries()) if (other > p || (other === p && c < label)) before++;
    if (before < count) found++;
  }
  return found / own.length;
}

/** The most probable class of each photo; of equals the first. */
export function predictedClasses(probabilities: Matrix): Int32Array {
  const out = new Int32Array(probabilities.rows);
  for (let photo = 0; photo < out.length; photo++) {
    const row = rowOf(probabilities, photo);
    let best = 0;
    for (const [c, p] of row.entries()) if (p > (row[best] ?? 0)) best = c;
    out[photo] = best;
  }
  return out;
}
