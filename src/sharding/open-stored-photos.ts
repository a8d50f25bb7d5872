import { extname } from 'node:path';
import { assembleDataset } from '../datasets/assemble-dataset.ts';
import { unlabelled } from '../datasets/class-folders.ts';
import { className, expectDistinct } from '../datasets/class-name.ts';
import type { Dataset, DatasetSide, LabelledPhoto, SkippedFile } from '../datasets/dataset.ts';
import { pictureExtensions } from '../datasets/find-photos.ts';
import { isIgnored } from '../datasets/ignored-names.ts';
import { sideFolderNames } from '../datasets/side-names.ts';
import { isSoundName } from '../datasets/sound-names.ts';
import { GraftError } from '../errors.ts';
import { mostImageFileBytes } from '../media/read-image-file.ts';
import type { ObjectStore, StoredObject } from '../stores/object-store.ts';
import { isPlainName } from '../stores/store-address.ts';

/** What happens while a store's photos are listed. */
export interface ListPhotosEvent {
  readonly type: 'list';
  /** Files so far. */
  readonly found: number;
}

/**
 * Lists the photos that lie in a store, with the folders that they lie in as labels: a folder for each class, or `train/`, `val/` and
 * `test/` with such folders. Where there are no folders, or labels are not wanted, they are of one class without a name.
 *
 * No photo is read: what a photo is, its name says; what it holds, its tag.
 *
 * @throws `DATASET_EMPTY`, `DATASET_INVALID`; `INVALID_ARGUMENT` for a store that cannot be listed; as `ObjectStore.list`
 */
export async function* openStoredPhotos(
  store: ObjectStore,
  { labels = true, signal }: { readonly labels?: boolean | undefined; readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<ListPhotosEvent, Dataset, void> {
  const { address: root } = store;
  const files: StoredObject[] = [];
  const skipped: SkippedFile[] = [];
  if (store.list === undefined) throw notListed(root);
  let spokeAt = 0;
  for await (const file of store.list('', { signal })) {
    if (file.name === '' || file.name.endsWith('/') || file.name.split('/').some(isIgnored)) continue; // marks of folders, and leftovers
    const reason = whyNot(file);
    if (reason === undefined) files.push(file);
    else skipped.push({ path: `${root}/${file.name}`, reason });
    if (performance.now() - spokeAt < 100) continue;
    spokeAt = performance.now();
    yield { type: 'list', found: files.length };
  }
  const placeOf = placesIn(files, labels);
  const folders = new Map<string, string[]>();
  const photos: LabelledPhoto[] = [];
  for (const { name, bytes, tag = '' } of files) {
    const path = `${root}/${name}`;
    const place = placeOf(name.split('/'));
    if (place === undefined) skipped.push({ path, reason: unlabelled });
    else {
      const label = className(place.folder, path);
      if (!folders.has(label)) folders.set(label, [path]);
      photos.push({ path, labels: [label], side: place.side, stored: { tag, bytes } });
    }
  }
  expectDistinct(folders);
  if (photos.length === 0)
    throw new GraftError('DATASET_EMPTY', `${root} holds no pictures.`, {
      file: root,
      hint: 'Check the address; names of pictures end in .jpg, .png and the like.',
    });
  return assembleDataset(root, { photos, skipped });
}

/** Why a file takes no part by its name and size; undefined where it does. */
function whyNot({ name, bytes, tag = '' }: StoredObject): string | undefined {
  if (!isPlainName(name)) return 'its name has parts that no address can have';
  if (!pictureExtensions.has(extname(name).toLowerCase()) && !isSoundName(name)) return 'its name is not a picture’s';
  if (bytes > mostImageFileBytes) return `it has ${bytes} bytes, more than any picture`;
  return tag === '' ? 'the store does not say which content it has' : undefined;
}

/** Tells by the folders of all files what the folders of each mean: its class and side; undefined for one beside the class folders. */
function placesIn(
  files: readonly StoredObject[],
  labels: boolean,
): (parts: readonly string[]) => { readonly folder: string; readonly side: DatasetSide | undefined } | undefined {
  const inFolders = files.map(({ name }) => name.split('/')).filter(({ length }) => length > 1);
  if (!labels || inFolders.length === 0) return () => ({ folder: '', side: undefined });
  const sideOf = (parts: readonly string[]): DatasetSide | undefined => sideFolderNames[(parts[0] ?? '').toLowerCase()];
  const divided = inFolders.every((parts) => sideOf(parts) !== undefined) && inFolders.some(({ length }) => length > 2);
  return (parts) => {
    const folder = parts.length > (divided ? 2 : 1) ? parts[divided ? 1 : 0] : undefined;
    return folder === undefined ? undefined : { folder, side: divided ? sideOf(parts) : undefined };
  };
}

function notListed(root: string): GraftError {
  return new GraftError('INVALID_ARGUMENT', `The photos at ${root} cannot be listed: web servers give files, but no lists of them.`, {
    hint: 'Name a bucket (s3://bucket/photos), a folder, or a table of addresses.',
  });
}
