import type { Head } from '../heads/head.ts';
import type { Matrix } from '../tensor/matrix.ts';

/** The photos that a training learned from and measured on, so that more can be asked of it at no new cost. */
export interface TrainedPhotos {
  /** The folder that the dataset was opened from. */
  readonly root: string;
  readonly files: readonly string[];
  readonly labels: Int32Array;
  /** SHA-256 of each file's content. */
  readonly hashes: readonly string[];
  /** What the head reads: n x d, raw. */
  readonly features: Matrix;
  /** The photos that were held out, by their places. */
  readonly heldOut: readonly number[];
  /** What a head that had not seen them says of those, a row each; absent where none were held out. */
  readonly heldOutProbabilities: Matrix | undefined;
  /** That head. */
  readonly heldOutHead: Head | undefined;
}
