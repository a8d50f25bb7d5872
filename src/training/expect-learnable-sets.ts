import { GraftError } from '../errors.ts';
import { type Medium, wordsOf } from '../medium.ts';
import { countSets, type LabelSets } from '../tensor/label-sets.ts';

/** @throws `DATASET_EMPTY`, `DATASET_INVALID` for a class that no readable photo has, or that every one has. */
export function expectLearnableSets(
  sets: LabelSets,
  { classes, root, medium }: { readonly classes: readonly string[]; readonly root: string; readonly medium?: Medium | undefined },
): void {
  const { one, many, file, files } = wordsOf(medium);
  for (const [label, count] of countSets(sets).entries()) {
    if (count === 0) {
      throw new GraftError('DATASET_EMPTY', `The class "${classes[label]}" has no ${file} that can be read.`, {
        file: root,
        hint: `The list of skipped files says what is wrong with each; add readable ${files}, or remove the class.`,
      });
    }
    if (count < sets.rows) continue;
    throw new GraftError('DATASET_INVALID', `Every ${one} has the class "${classes[label]}", so there is nothing to tell it from.`, {
      file: root,
      hint: `Add ${many} without it, or leave the class out.`,
    });
  }
}
