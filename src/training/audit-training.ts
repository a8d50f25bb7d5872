import { auditPhotos, type Findings } from '../audit/audit-photos.ts';
import { poolWithNeighbours } from '../audit/pool-with-neighbours.ts';
import type { Comparison } from '../checking/compare-photos.ts';
import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';

/**
 * What is odd about the photos of a training: the short form of a check, from what the training computes anyway.
 *
 * @param outOfFold What heads said of photos that they had not seen, and which photos these are; without it, no label is doubted.
 */
export function auditTraining(
  { photos, labels, duplicates, neighbours, keys }: Comparison,
  classes: readonly string[],
  outOfFold: { readonly probabilities: Matrix; readonly places: readonly number[] } | undefined,
): Findings {
  const probabilities = outOfFold && poolWithNeighbours(spread(outOfFold, photos.length), labels, neighbours, keys);
  return auditPhotos({ photos, classes, duplicates, neighbours, probabilities });
}

/** Puts rows in their places among all photos'; the others are NaN. */
function spread({ probabilities, places }: { readonly probabilities: Matrix; readonly places: readonly number[] }, rows: number): Matrix {
  const all = matrix(rows, probabilities.columns);
  all.data.fill(Number.NaN);
  for (const [row, place] of places.entries()) rowOf(all, place).set(rowOf(probabilities, row));
  return all;
}
