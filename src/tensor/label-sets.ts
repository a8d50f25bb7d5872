import { GraftError, invalidArgument } from '../errors.ts';

/** The classes of each photo, where it may have several or none: row-major, 1 where a photo has a class, else 0. */
export interface LabelSets {
  /** How many photos. */
  readonly rows: number;
  /** How many classes. */
  readonly columns: number;
  /** rows x columns. */
  readonly data: Uint8Array;
}

/**
 * Checks lists of class indices at the door of a function and writes them as a table.
 *
 * @param sets The classes of each photo, in any order; an empty list is a photo of none of them.
 * @param classes How many classes there are.
 * @throws `INVALID_ARGUMENT` when one is not a class.
 */
export function labelSets(sets: readonly (readonly number[])[], classes: number): LabelSets {
  const data = new Uint8Array(sets.length * classes);
  for (const [photo, set] of sets.entries()) {
    for (const label of set) {
      if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
        throw invalidArgument(
          'each label',
          `a whole number from 0 to ${classes - 1}`,
          label,
          'Labels are indices into the list of class names.',
        );
      }
      data[photo * classes + label] = 1;
    }
  }
  return { rows: sets.length, columns: classes, data };
}

/** Some of the photos, in the order of `photos`. */
export function takeSets({ columns, data }: LabelSets, photos: readonly number[]): LabelSets {
  const out = new Uint8Array(photos.length * columns);
  for (const [to, from] of photos.entries()) out.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
  return { rows: photos.length, columns, data: out };
}

/** How many photos have each class. */
export function countSets({ columns, data }: LabelSets): number[] {
  const counts = new Array<number>(columns).fill(0);
  for (const [at, has] of data.entries()) counts[at % columns] = (counts[at % columns] ?? 0) + has;
  return counts;
}

/** @throws `SHAPE_MISMATCH` when there is not one set a row, or not one column a class. */
export function expectSets(sets: LabelSets, rows: number, classes: number): void {
  if (sets.rows === rows && sets.columns === classes) return;
  throw new GraftError(
    'SHAPE_MISMATCH',
    `Expected the label sets of ${rows} photos and ${classes} classes. Received ${sets.rows} and ${sets.columns}.`,
    { hint: 'Give the labels of every photo, in the order of the rows.' },
  );
}
