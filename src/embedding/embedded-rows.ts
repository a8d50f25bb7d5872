import type { Matrix } from '../tensor/matrix.ts';

/** A photo whose features are there. */
export interface EmbeddedPhoto {
  /** How the table names it: relative to the table's folder, or an address. */
  readonly file: string;
  /** Undefined where it has none; of several, a JSON array. */
  readonly label: string | undefined;
  /** Where the user's own folders or table say so: `train`, `validation`, `test`. */
  readonly split: string | undefined;
  /** SHA-256 of its file, hexadecimal. */
  readonly sha256: string;
}

/** Photos with their features, a row each, in the dataset's order. */
export interface EmbeddedRows {
  readonly photos: readonly EmbeddedPhoto[];
  readonly features: Matrix;
}
