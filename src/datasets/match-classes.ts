import { GraftError } from '../errors.ts';
import type { Dataset } from './dataset.ts';

/**
 * Gives a dataset the labels of a model: its pictures, numbered by the model's list of classes.
 *
 * Names must be the same letter for letter (both are in Unicode's NFC). Classes of the model that the dataset lacks are
 * no fault.
 *
 * @param classes The model's classes, in the order of its outputs.
 * @throws `DATASET_INVALID` when the dataset has a class with pictures that the model does not know.
 */
export function matchClasses(dataset: Dataset, classes: readonly string[]): Dataset {
  const places = new Map(classes.map((name, place) => [name.normalize('NFC'), place]));
  const placeOf = (own: number): number => {
    const name = dataset.classes[own] ?? '';
    const label = places.get(name);
    if (label === undefined) throw unknownClass(name, dataset.root, classes);
    return label;
  };
  const items = dataset.items.map((item) => ({
    ...item,
    label: placeOf(item.label),
    ...(item.labels === undefined ? {} : { labels: item.labels.map(placeOf) }),
  }));
  return { ...dataset, classes, items };
}

/** The most class names that an error message lists. */
const listed = 20;

function unknownClass(name: string, root: string, classes: readonly string[]): GraftError {
  const alike = classes.find((known) => known.trim().toLowerCase() === name.trim().toLowerCase());
  const more = classes.length > listed ? ` and ${classes.length - listed} more` : '';
  const message = `The dataset has a class ${JSON.stringify(name)} that the model does not know; it knows ${classes.slice(0, listed).join(', ')}${more}.`;
  return new GraftError('DATASET_INVALID', message, {
    file: root,
    hint:
      alike === undefined ? 'Remove its photos, or name it as the model’s class that they show.' : `Rename it to ${JSON.stringify(alike)}.`,
  });
}
