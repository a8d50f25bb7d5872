import { type Head, predictLogits, predictProbabilities } from '../heads/head.ts';
import { softmaxRows } from '../heads/softmax.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { Labelled } from './labelled.ts';

/** Photos held out, with what a head that had not learned from them says of each. */
export interface JudgedPhotos extends Labelled {
  /** n x k. */
  readonly probabilities: Matrix;
  /** The same before temperature scaling; undefined for a head without a temperature of its own. */
  readonly uncalibrated: Matrix | undefined;
}

/** Asks a head about photos that it has not learned from: once, for all that is measured on them. */
export async function judgeHeldOut(head: Head, photos: Labelled, multiplier: MatrixMultiplier): Promise<JudgedPhotos> {
  const { features } = photos;
  const probabilities = await predictProbabilities(head, features, multiplier);
  const uncalibrated =
    head.kind === 'knn' || head.temperature === 1 ? undefined : softmaxRows(await predictLogits(head, features, multiplier));
  return { ...photos, probabilities, uncalibrated };
}
