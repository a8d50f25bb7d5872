import { GraftError } from '../errors.ts';
import { wordsOf } from '../medium.ts';
import type { Dataset } from './dataset.ts';
import { labelsOf } from './labels-of.ts';

/**
 * Checks that a classifier can be trained on a dataset: two classes or more, each with a picture to learn from.
 *
 * @throws `DATASET_ONE_CLASS`, `DATASET_EMPTY`; `DATASET_INVALID` where pictures are held out of a class that has none
 * to learn from.
 */
export function expectTrainable({ root, classes, items, medium }: Dataset): void {
  const { many, files } = wordsOf(medium);
  if (classes.length === 1) {
    throw new GraftError(
      'DATASET_ONE_CLASS',
      `The dataset ${root} has one class, ${JSON.stringify(classes[0])}; a classifier needs two to tell apart.`,
      {
        file: root,
        hint: `Add ${many} of another class; where there is nothing to tell it from, ${many} of anything else will do.`,
      },
    );
  }
  const divided = items.some((item) => item.side === 'train');
  const all = new Set(items.flatMap(labelsOf));
  const toLearnFrom = new Set(items.flatMap((item) => (!divided || item.side === 'train' ? labelsOf(item) : [])));
  for (const [label, name] of classes.entries()) {
    if (toLearnFrom.has(label)) continue;
    if (all.has(label)) {
      const elsewhere = items.find((item) => labelsOf(item).includes(label));
      throw new GraftError(
        'DATASET_INVALID',
        `The class ${JSON.stringify(name)} has ${files} for ${elsewhere?.side}, but none to train on.`,
        {
          file: elsewhere?.path ?? root,
          hint: `Put ${many} of it among those to train on, or remove it from the others; check that its name is spelt the same.`,
        },
      );
    }
    throw new GraftError('DATASET_EMPTY', `The class ${JSON.stringify(name)} has no ${files}.`, {
      file: root,
      hint: `Remove its folder, or put ${many} into it.`,
    });
  }
}
