import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';

/** How given labels and probable ones meet. */
export interface ConfidentJoint {
  /** For each class, the mean probability that its own photos give it; NaN for a class without photos. */
  readonly thresholds: readonly number[];
  /** counts[i][j]: photos labelled i that are confidently j. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * Counts photos by their given label and by the class that they confidently are.
 *
 * C. G. Northcutt, L. Jiang, I. L. Chuang, Confident learning: estimating uncertainty in dataset labels, JAIR 70, 2021,
 * §3.1, eq. 1 and 2: a photo counts for class j where its probability of j is at least t_j, the mean probability of j over
 * the photos labelled j; where several classes qualify, for the most probable.
 *
 * @param probabilities n x k, out of fold; rows of NaN are not counted.
 */
export function confidentJoint(probabilities: Matrix, labels: Labels): ConfidentJoint {
  const classes = probabilities.columns;
  const own = expectLabels(labels, probabilities.rows, classes);
  const sums = new Float64Array(classes);
  const photos = new Float64Array(classes);
  for (const [i, label] of own.entries()) {
    const p = rowOf(probabilities, i)[label] ?? Number.NaN;
    if (Number.isNaN(p)) continue;
    sums[label] = (sums[label] ?? 0) + p;
    photos[label] = (photos[label] ?? 0) + 1;
  }
  const thresholds = Array.from(sums, (sum, label) => sum / (photos[label] ?? 0));
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [i, label] of own.entries()) {
    const as = confidentClass(rowOf(probabilities, i), thresholds);
    const row = counts[label];
    if (as >= 0 && row !== undefined) row[as] = (row[as] ?? 0) + 1;
  }
  return { thresholds, counts };
}

/** How many photos are confidently of another class than they are labelled: about so many labels are wrong. */
export function countOffDiagonal({ counts }: ConfidentJoint): number {
  return counts.reduce((sum, row, i) => sum + row.reduce((rest, count, j) => (i === j ? rest : rest + count), 0), 0);
}

/** The most probable of the classes whose thresholds a photo reaches, or -1. A comparison with NaN is false. */
function confidentClass(row: Float32Array, thresholds: readonly number[]): number {
  let best = -1;
  for (const [j, p] of row.entries()) {
    if (p >= (thresholds[j] ?? Number.NaN) && (best < 0 || p > (row[best] ?? 0))) best = j;
  }
  return best;
}
