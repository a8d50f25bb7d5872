import { resolve } from 'node:path';
import type { Dataset, DatasetItem, SkippedFile } from '../datasets/dataset.ts';
import { placeInTable } from '../datasets/dataset-table.ts';
import { type HashPhotosEvent, hashPhotos } from '../datasets/hash-photos.ts';
import type { ListedPhoto } from './shard-listing.ts';

/**
 * The photos as a set lists them, in the order of their names. Those of this machine are read for their hashes, and take no part where
 * that fails; of those in a store, their tags tell the content.
 */
export async function* listPhotos(
  { root, items, skipped: passedOver }: Dataset,
  classes: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<HashPhotosEvent, { readonly photos: readonly ListedPhoto[]; readonly skipped: readonly SkippedFile[] }, void> {
  const own = items.filter(({ stored }) => stored === undefined);
  const hashes = yield* hashPhotos(
    own.map(({ path }) => path),
    { signal },
  );
  const hashed = new Map(own.map((item, index) => [item, hashes[index]]));
  const photos: ListedPhoto[] = [];
  const skipped: SkippedFile[] = [...passedOver];
  for (const item of items) {
    const { path, side, stored } = item;
    const more = { ...(classes.length === 0 ? {} : classesOf(item)), ...(side === undefined ? {} : { side }) };
    if (stored !== undefined) {
      photos.push({ file: path.slice(root.length + 1), at: path, stamp: stored.tag, bytes: stored.bytes, ...more });
      continue;
    }
    const hash = hashed.get(item);
    if (hash === undefined || 'error' in hash) skipped.push({ path, reason: hash?.error.message ?? 'it was not read' });
    else photos.push({ file: placeInTable(item, `${root}/photos.csv`), at: resolve(path), stamp: hash.sha256, ...more });
  }
  photos.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { photos, skipped };
}

function classesOf({ label, labels }: DatasetItem): Pick<ListedPhoto, 'label' | 'labels'> {
  if (labels === undefined) return { label };
  return { ...(labels.length === 0 ? {} : { label }), labels: [...labels] };
}
