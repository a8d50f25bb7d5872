import { type Matrix, takeRows } from '../tensor/matrix.ts';

/** Features with what the photos are labelled. */
export interface Labelled {
  /** n x d. */
  readonly features: Matrix;
  readonly labels: Int32Array;
  /** What copies of a photo have in common: the least content hash among them; its own for one without copies. */
  readonly keys: readonly string[];
}

/** Some of the photos, in the order of `rows`. */
export function selectPhotos({ features, labels, keys }: Labelled, rows: readonly number[]): Labelled {
  return {
    features: takeRows(features, rows),
    labels: Int32Array.from(rows, (row) => labels[row] ?? 0),
    keys: rows.map((row) => keys[row] ?? ''),
  };
}
