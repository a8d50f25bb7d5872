import { type Matrix, takeRows } from '../tensor/matrix.ts';

/** Features with what the photos are labelled. */
export interface Labelled {
  /** n x d. */
  readonly features: Matrix;
  readonly labels: Int32Array;
  /** The photos' content hashes. */
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
