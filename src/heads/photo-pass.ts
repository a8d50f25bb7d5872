import type { Matrix } from '../tensor/matrix.ts';

/** Some photos of a pass. What it holds may be written over as soon as the next batch is asked for. */
export interface LabelledBatch {
  /** Raw features, n x d. */
  readonly features: Matrix;
  /** The class of each row. */
  readonly labels: Int32Array;
}

/** All photos, a batch at a time and always in the same order: for work whose memory does not grow with their number. */
export type PhotoPass = () => AsyncIterable<LabelledBatch>;
