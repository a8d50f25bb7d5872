import { GraftError } from '../errors.ts';
import type { Medium } from '../medium.ts';
import type { Dataset, DatasetItem, FoundPhotos, LabelledPhoto } from './dataset.ts';
import { isSoundName } from './sound-names.ts';

/**
 * Numbers the classes and sorts everything by code unit: the same list on every machine, which a locale's order is not.
 *
 * @throws `DATASET_INVALID` where there are both photos and sounds
 * @param multiLabel Whether all labels of a photo are kept, rather than the one that each has.
 */
export function assembleDataset(root: string, { photos, skipped, classes: named = [] }: FoundPhotos, multiLabel = false): Dataset {
  const classes = [...new Set([...named, ...photos.flatMap((photo) => photo.labels)])].sort();
  const places = new Map(classes.map((name, label) => [name, label]));
  const items = photos.map(({ path, source, labels: names, side, stored }): DatasetItem => {
    const labels = names.map((name) => places.get(name) ?? 0);
    const more = {
      ...(source === undefined ? {} : { source }),
      ...(stored === undefined ? {} : { stored }),
      ...(multiLabel ? { labels } : {}),
    };
    return { path, label: labels[0] ?? 0, side, ...more };
  });
  const medium = mediumOf(root, photos);
  return { root, classes, items: items.sort(byPath), skipped: [...skipped].sort(byPath), ...(medium === 'sounds' ? { medium } : {}) };
}

/** What files are by their names. @throws `DATASET_INVALID` where there are both photos and sounds */
function mediumOf(root: string, files: readonly LabelledPhoto[]): Medium {
  const sound = files.find(({ path }) => isSoundName(path));
  const photo = files.find(({ path }) => !isSoundName(path));
  if (sound === undefined) return 'photos';
  if (photo === undefined) return 'sounds';
  throw new GraftError(
    'DATASET_INVALID',
    `The dataset holds photos and sounds, such as ${photo.path} and ${sound.path}; a model is of one kind.`,
    { file: root, hint: 'Move the photos into one folder and the sounds into another, and train on each.' },
  );
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
