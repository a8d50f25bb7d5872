import { invalidArgument } from '../errors.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';

/** How certain a network is to be of what it is told. */
export interface SoftTargetOptions {
  /** ε: the part of the certainty that is spread evenly over all classes. @default 0 */
  readonly smoothing?: number | undefined;
}

/**
 * Labels as the probabilities to be learned: 1 - ε + ε/k for the right class of k, ε/k for the others.
 *
 * C. Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016, §7.
 *
 * @returns n x k.
 * @throws `INVALID_ARGUMENT`
 */
export function softTargets(labels: ArrayLike<number>, classes: number, { smoothing = 0 }: SoftTargetOptions = {}): Matrix {
  if (!(smoothing >= 0 && smoothing < 1))
    throw invalidArgument('labelSmoothing', 'a part of at least 0 and below 1, such as 0.1', smoothing);
  const targets = matrix(labels.length, classes);
  targets.data.fill(smoothing / classes);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? -1;
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw invalidArgument(`label ${row}`, `a class from 0 to ${classes - 1}`, label);
    targets.data[row * classes + label] = 1 - smoothing + smoothing / classes;
  }
  return targets;
}
