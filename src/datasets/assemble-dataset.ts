import type { Dataset, DatasetItem, FoundPhotos } from './dataset.ts';

/**
 * Numbers the classes and sorts everything by code unit: the same list on every machine, which a locale's order is not.
 *
 * @param multiLabel Whether all labels of a photo are kept, rather than the one that each has.
 */
export function assembleDataset(root: string, { photos, skipped, classes: named = [] }: FoundPhotos, multiLabel = false): Dataset {
  const classes = [...new Set([...named, ...photos.flatMap((photo) => photo.labels)])].sort();
  const places = new Map(classes.map((name, label) => [name, label]));
  const items = photos.map(({ path, source, labels: names, side }): DatasetItem => {
    const labels = names.map((name) => places.get(name) ?? 0);
    return { path, label: labels[0] ?? 0, side, ...(source === undefined ? {} : { source }), ...(multiLabel ? { labels } : {}) };
  });
  return { root, classes, items: items.sort(byPath), skipped: [...skipped].sort(byPath) };
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
