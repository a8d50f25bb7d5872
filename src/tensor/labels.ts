import { GraftError, invalidArgument } from '../errors.ts';

/** The class of each row: whole numbers from 0 to the number of classes less one. */
export type Labels = Int32Array | readonly number[];

/**
 * Checks class indices at the door of a function and returns them as 32-bit integers.
 *
 * @param rows How many there must be.
 * @param classes How many classes there are.
 * @throws `SHAPE_MISMATCH` when their number is not `rows`; `INVALID_ARGUMENT` when one is not a class.
 */
export function expectLabels(labels: Labels, rows: number, classes: number): Int32Array {
  if (labels.length !== rows) {
    throw new GraftError('SHAPE_MISMATCH', `Expected ${rows} labels, one for each row. Received ${labels.length}.`, {
      hint: 'Give the class index of every photo, in the order of the rows.',
    });
  }
  for (const label of labels) {
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw invalidArgument(
      'each label',
      `a whole number from 0 to ${classes - 1}`,
      label,
      'Labels are indices into the list of class names.',
    );
  }
  return labels instanceof Int32Array ? labels : Int32Array.from(labels);
}

/** How many rows each class has. */
export function countLabels(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
