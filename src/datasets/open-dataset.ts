import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GraftError, invalidArgument } from '../errors.ts';
import { readFailure } from '../storage/file-failure.ts';
import { className, expectDistinct, notDistinct } from './class-name.ts';
import type { Dataset, DatasetItem, SkippedFile } from './dataset.ts';
import { expectTrainable } from './expect-trainable.ts';
import { type FindPhotosOptions, findPhotos, lookAt } from './find-photos.ts';
import { type SideFolder, sideFolders } from './side-folders.ts';

/** How to open a dataset. */
export interface OpenDatasetOptions {
  /**
   * For `training` there must be two classes, none of them without a picture to learn from; for `evaluation` a part of
   * a model's classes will do. @default 'training'
   */
  readonly use?: 'training' | 'evaluation' | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks through a folder that has a folder of photos for each class, and lists them with their labels.
 *
 * The first folder's name is the label; below it photos may lie at any depth. A root divided into `train/`, `val/` (or
 * `valid/`, `validation/`) and `test/` is honoured. Hidden files and what systems leave behind are passed over; files
 * that are no pictures are listed in {@link Dataset.skipped}. No picture is decoded: cost is a look at each name, and
 * 100,000 take a second or two.
 *
 * @example
 * const { classes, items } = await openDataset('./photos');
 * @throws `FILE_NOT_FOUND`, `FILE_UNREADABLE`; `DATASET_EMPTY` without pictures at all or in a class,
 * `DATASET_ONE_CLASS`, `DATASET_INVALID` for labels that cannot stand together; the signal's reason.
 */
export async function openDataset(path: string, options: OpenDatasetOptions = {}): Promise<Dataset> {
  const { use = 'training', signal } = options;
  if (typeof path !== 'string' || path === '') throw invalidArgument('path', 'the path of a folder of photos', path);
  signal?.throwIfAborted();
  const find: FindPhotosOptions = { realRoot: await realFolder(path), signal };
  const { sides, loose } = await sideFolders(path, signal);

  const skipped: SkippedFile[] = [];
  const skipLoose = async ({ path: folder, entries }: Pick<SideFolder, 'path' | 'entries'>): Promise<void> => {
    for (const entry of entries) {
      if (entry.isDirectory()) continue;
      const file = await lookAt(join(folder, entry.name), entry, find);
      skipped.push({ path: file.path, reason: file.skip ?? unlabelled });
    }
  };
  await skipLoose({ path, entries: loose });

  const folders = classFolders(sides);
  expectDistinct(folders);
  const classes = [...folders.keys()].sort();
  const labels = new Map(classes.map((name, label) => [name, label]));
  const items: DatasetItem[] = [];
  for (const side of sides) {
    await skipLoose(side);
    for (const entry of side.entries) {
      if (!entry.isDirectory()) continue;
      const folder = join(side.path, entry.name);
      const label = labels.get(className(entry.name, folder)) ?? 0;
      for await (const file of findPhotos(folder, find)) {
        if (file.skip === undefined) items.push({ path: file.path, label, side: side.side });
        else skipped.push({ path: file.path, reason: file.skip });
      }
    }
  }
  signal?.throwIfAborted();
  const dataset: Dataset = { root: path, classes, items: items.sort(byPath), skipped: skipped.sort(byPath) };
  if (items.length === 0) throw noPictures(dataset);
  if (use === 'training') expectTrainable(dataset);
  return dataset;
}

/** Why a picture beside the class folders takes no part. */
const unlabelled = 'it lies outside the class folders, so it has no label';

async function realFolder(path: string): Promise<string> {
  try {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) return real;
  } catch (cause) {
    throw readFailure(cause, path);
  }
  throw new GraftError('DATASET_INVALID', `${path} is a file, not a folder with a folder of photos for each class.`, {
    file: path,
    hint: 'Give the folder; unpack it first where it is an archive.',
  });
}

/** Each class with its folders, one a side; two folders of one side that stand for one name are refused. */
function classFolders(sides: readonly SideFolder[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const side of sides) {
    const here = new Map<string, string>();
    for (const entry of side.entries) {
      if (!entry.isDirectory()) continue;
      const folder = join(side.path, entry.name);
      const name = className(entry.name, folder);
      const other = here.get(name);
      if (other !== undefined) throw notDistinct(other, folder);
      here.set(name, folder);
      folders.set(name, [...(folders.get(name) ?? []), folder]);
    }
  }
  return folders;
}

function noPictures({ root, classes, skipped }: Dataset): GraftError {
  const loose = skipped.filter(({ reason }) => reason === unlabelled).length;
  const message =
    loose > 0 && classes.length === 0
      ? `The folder ${root} has no class folders: its ${loose} pictures have no labels.`
      : `The folder ${root} holds no pictures${skipped.length > 0 ? `; ${skipped.length} other files were passed over, such as ${skipped[0]?.path}: ${skipped[0]?.reason}` : ''}.`;
  return new GraftError('DATASET_EMPTY', message, {
    file: root,
    hint: 'Make a folder for each class, named as the class, with its photos in it: photos/cat/1.jpg, photos/dog/1.jpg.',
  });
}

/** Paths by code unit: the same on every machine, which a locale's order is not. */
function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
