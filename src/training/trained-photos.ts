import type { Matrix } from '../tensor/matrix.ts';

/** The photos that a training learned from and measured on, so that more can be asked of it at no new cost. */
export interface TrainedPhotos {
  /** What the dataset was opened from: a folder, an archive, a table. */
  readonly root: string;
  /** The files that were read. */
  readonly files: readonly string[];
  /** What the user knows each as, where that is not its file: an address, a path that leads into an archive. */
  readonly sources: readonly (string | undefined)[];
  readonly labels: Int32Array;
  /** SHA-256 of each file's content. */
  readonly hashes: readonly string[];
  /** What the head reads: n x d, raw. */
  readonly features: Matrix;
  /** The photos that were held out, by their places. */
  readonly heldOut: readonly number[];
  /** What a head that had not seen them says of those, a row each; absent where none were held out. */
  readonly heldOutProbabilities: Matrix | undefined;
}
