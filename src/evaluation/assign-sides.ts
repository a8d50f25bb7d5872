import { invalidArgument } from '../errors.ts';
import type { Labels } from '../tensor/labels.ts';
import { splitByHash } from './split-by-hash.ts';

/** How photos are divided into three. */
export interface AssignSidesOptions {
  /** How many classes there are. */
  readonly classes: number;
  /** The part to choose by, from 0 to below 1. */
  readonly validation: number;
  /** The part to measure with at the very end; with `validation` below 1. */
  readonly test: number;
  /** Another seed, another division. @default 0 */
  readonly seed?: number | undefined;
}

/** A side of a dataset. */
export type Side = 'train' | 'validation' | 'test';

/**
 * Divides photos into those to learn from, to choose by and to measure with, by their content alone.
 *
 * It is {@link splitByHash} twice: first the validation part, which is the very part that a training with the same
 * fraction and seed holds out by itself; then the test part of the rest, with numbers of its own. So a photo keeps its
 * side as the set grows, copies are on one side, every class keeps a photo to learn from, and a class of two different
 * photos or more has one held out.
 *
 * @param keys The SHA-256 of each photo's file, 64 hexadecimal digits; photos that must be on one side have one key.
 * @param labels The class of each photo.
 * @returns The side of each photo.
 * @throws `INVALID_ARGUMENT`, `SHAPE_MISMATCH`
 */
export function assignSides(keys: readonly string[], labels: Labels, options: AssignSidesOptions): Side[] {
  const { classes, validation, test, seed = 0 } = options;
  if (!(test >= 0 && test < 1)) throw invalidArgument('test', 'a number from 0 to below 1', test);
  if (!(validation >= 0 && validation + test < 1)) throw invalidArgument('validation', 'a number from 0, with test below 1', validation);
  const held = splitByHash(keys, labels, { classes, fraction: validation, seed });
  const rest = keys.flatMap((_, photo) => (held[photo] ? [] : [photo]));
  const tested = splitByHash(
    rest.map((photo) => keys[photo] ?? ''),
    rest.map((photo) => labels[photo] ?? 0),
    // The rest's numbers are all above `validation` with the same seed; another makes them uniform again.
    { classes, fraction: test / (1 - validation), seed: seed + 1 },
  );
  const sides = keys.map((_, photo): Side => (held[photo] ? 'validation' : 'train'));
  for (const [place, photo] of rest.entries()) if (tested[place]) sides[photo] = 'test';
  return sides;
}
