import { GraftError } from '../errors.ts';
import { countSets, type LabelSets } from '../tensor/label-sets.ts';

/** @throws `DATASET_EMPTY`, `DATASET_INVALID` for a class that no readable photo has, or that every one has. */
export function expectLearnableSets(
  sets: LabelSets,
  { classes, root }: { readonly classes: readonly string[]; readonly root: string },
): void {
  for (const [label, count] of countSets(sets).entries()) {
    if (count === 0) {
      throw new GraftError('DATASET_EMPTY', `The class "${classes[label]}" has no picture that can be read.`, {
        file: root,
        hint: 'The list of skipped files says what is wrong with each; add readable pictures, or remove the class.',
      });
    }
    if (count < sets.rows) continue;
    throw new GraftError('DATASET_INVALID', `Every photo has the class "${classes[label]}", so there is nothing to tell it from.`, {
      file: root,
      hint: 'Add photos without it, or leave the class out.',
    });
  }
}
