import { realpath, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative } from 'node:path';
import { archiveKind } from '../archives/archive-kind.ts';
import type { ArchiveLimits } from '../archives/archive-limits.ts';
import type { UnpackEvent } from '../archives/unpack-archive.ts';
import type { DownloadEvent } from '../downloads/download-event.ts';
import { GraftError, invalidArgument } from '../errors.ts';
import { wordsOf } from '../medium.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { readFailure } from '../storage/file-failure.ts';
import { drain } from '../tasks/drain.ts';
import { archiveRoot } from './archive-root.ts';
import { assembleDataset } from './assemble-dataset.ts';
import { readClassFolders, unlabelled } from './class-folders.ts';
import { className } from './class-name.ts';
import type { Dataset, FoundPhotos, SkippedFile } from './dataset.ts';
import { expectTrainable } from './expect-trainable.ts';
import type { FetchPhotosEvent, FetchSettings } from './fetch-photos.ts';
import { fetchSamples } from './fetch-samples.ts';
import { findPhotos } from './find-photos.ts';
import { type FolderTable, folderForm } from './folder-form.ts';
import { keepArchive } from './kept-archive.ts';
import { readNamedPhotos } from './named-photos.ts';
import { samplesAt } from './sample-catalogue.ts';
import { isSoundName } from './sound-names.ts';
import { type TableOptions, tableExtensions } from './tables/read-table.ts';
import { readTablePhotos } from './tables/table-photos.ts';

/** How to open a dataset. */
export interface OpenDatasetOptions extends TableOptions, FetchSettings {
  /**
   * For `training` there must be two classes, none of them without a picture to learn from; for `evaluation` a part of
   * a model's classes will do. @default 'training'
   */
  readonly use?: 'training' | 'evaluation' | undefined;
  /** Where archives are unpacked and photos fetched to. @default cacheFolder() */
  readonly cacheFolder?: string | undefined;
  /** What an archive may at most unpack to. @default {@link ArchiveLimits} says what, and why */
  readonly archiveLimits?: Partial<ArchiveLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What happens while a dataset is opened; nothing, where it is a folder. */
export type DatasetEvent = UnpackEvent | DownloadEvent | FetchPhotosEvent;

/**
 * Opens labelled photos, whatever form they have, and lists them with their labels:
 *
 * - a folder with a folder of photos for each class, at any depth below it, or of `train/`, `val/` (or `valid/`,
 *   `validation/`) and `test/` with such folders;
 * - a folder with `metadata.csv` or `metadata.jsonl` in it or in each of those (Hugging Face's form), or with one table
 *   and no class folders; or with a zip file for each class (Teachable Machine's samples);
 * - a `.zip`, `.tar` or `.tar.gz` of any of these, and Teachable Machine's projects (`.tm`);
 * - `samples:` and the name of a sample dataset, such as `samples:instruments`, which is fetched;
 * - a CSV, TSV or JSON Lines file with a path or an address and a label in each row; a text file of lines with both.
 *
 * Archives are unpacked, and addresses fetched, into the cache, once. Hidden files and what systems leave behind are
 * passed over; whatever else takes no part is listed in {@link Dataset.skipped}. No picture is decoded: the cost is a
 * look at each name, and 100,000 take a second or two; an archive is hashed, too.
 *
 * @example
 * const { classes, items } = await openDataset('./photos');
 * const other = await openDataset('birds.csv', { pathColumn: 'picture', labelColumn: 'species' });
 * @throws `FILE_NOT_FOUND`, `FILE_UNREADABLE`; `DATASET_EMPTY` without pictures at all or in a class,
 * `DATASET_ONE_CLASS`, `DATASET_INVALID` for labels that cannot stand together and tables that cannot be understood;
 * `ARCHIVE_INVALID`, `ARCHIVE_LIMIT`; `DOWNLOAD_FAILED`, `ADDRESS_REFUSED` where no photo can be fetched; `DISK_FULL`,
 * `WRITE_FAILED`; the signal's reason.
 */
export function openDataset(
  path: string,
  options: OpenDatasetOptions & { readonly onProgress?: ((event: DatasetEvent) => void) | undefined } = {},
): Promise<Dataset> {
  return drain(openDatasetEvents(path, options), options.onProgress);
}

/** Like {@link openDataset}, as a sequence of events that returns the result; leaving the loop stops the work. */
export async function* openDatasetEvents(given: string, options: OpenDatasetOptions = {}): AsyncGenerator<DatasetEvent, Dataset, void> {
  const { use = 'training', multiLabel, signal } = options;
  if (typeof given !== 'string' || given === '')
    throw invalidArgument('path', 'the path of a folder, an archive or a table of photos', given);
  if (/^(s3|https?):\/\//i.test(given))
    throw invalidArgument(
      'path',
      'the path of a folder, an archive or a table of photos',
      given,
      'Compute the features of photos in a bucket first, graft features s3://bucket/photos --to <store>, and train on the store.',
    );
  signal?.throwIfAborted();
  const samples = samplesAt(given);
  const path = samples === undefined ? given : yield* fetchSamples(samples, options);
  const found = (await isFolder(path)) ? yield* readFolder(path, options) : yield* readFile(path, options);
  signal?.throwIfAborted();
  const dataset = assembleDataset(path, found, multiLabel);
  if (dataset.items.length === 0) throw noPictures(dataset);
  if (use === 'training') expectTrainable(dataset);
  return dataset;
}

async function* readFile(path: string, options: OpenDatasetOptions): AsyncGenerator<DatasetEvent, FoundPhotos, void> {
  const { signal } = options;
  const kind = await archiveKind(path);
  if (kind === undefined && tableExtensions.has(extname(path).toLowerCase())) return yield* readTablePhotos(path, settingsOf(options));
  if (kind === undefined) throw notADataset(path);
  const { folder, passedOver } = yield* keepArchive(path, settingsOf(options));
  const found = yield* readFolder(await archiveRoot(folder, basename(path), signal), options);
  const photos = found.photos.map((photo) => ({ ...photo, source: photo.source ?? insideArchive(photo.path, folder, path) }));
  const left = passedOver.map((file): SkippedFile => ({ path: join(path, file.path), reason: file.reason }));
  const skipped = found.skipped.map((file) => ({ ...file, path: insideArchive(file.path, folder, path) }));
  return { ...found, photos, skipped: [...skipped, ...left] };
}

async function* readFolder(root: string, options: OpenDatasetOptions): AsyncGenerator<DatasetEvent, FoundPhotos, void> {
  const { signal } = options;
  const find = { realRoot: await realpath(root), sounds: true, signal };
  const form = await folderForm(root, options);
  if (form.form === 'tables') return yield* readFolderTables(root, form.tables, find.realRoot, options);
  if (form.form === 'archives') return yield* readClassArchives(form.archives, options);
  return form.form === 'names' ? readNamedPhotos(root, find) : readClassFolders(root, find);
}

/** The photos that tables in a folder list; those in the folder that none lists are passed over. */
async function* readFolderTables(
  root: string,
  tables: readonly FolderTable[],
  realRoot: string,
  options: OpenDatasetOptions,
): AsyncGenerator<DatasetEvent, FoundPhotos, void> {
  const found: FoundPhotos[] = [];
  for (const { file, side } of tables) found.push(yield* readTablePhotos(file, { ...settingsOf(options), confinedTo: realRoot, side }));
  const photos = found.flatMap((each) => each.photos);
  const skipped = found.flatMap((each) => each.skipped);
  const known = new Set([...tables.map((table) => table.file), ...photos.map(({ path }) => path), ...skipped.map(({ path }) => path)]);
  for await (const { path, skip } of findPhotos(root, { realRoot, sounds: true, signal: options.signal }))
    if (!known.has(path)) skipped.push({ path, reason: skip ?? 'no table lists it, so it has no label' });
  return { photos, skipped };
}

/** Photos of archives that each hold one class: `cat-samples.zip` has the photos of `cat`. */
async function* readClassArchives(
  archives: readonly string[],
  options: OpenDatasetOptions,
): AsyncGenerator<DatasetEvent, FoundPhotos, void> {
  const photos: FoundPhotos['photos'][number][] = [];
  const skipped: SkippedFile[] = [];
  for (const archive of archives) {
    const name = className(basename(archive, extname(archive)).replace(/[-_ ]samples?$/i, ''), archive);
    const { folder, passedOver } = yield* keepArchive(archive, settingsOf(options));
    for await (const file of findPhotos(folder, { realRoot: await realpath(folder), sounds: true, signal: options.signal })) {
      const source = insideArchive(file.path, folder, archive);
      if (file.skip === undefined) photos.push({ path: file.path, source, labels: [name], side: undefined });
      else skipped.push({ path: source, reason: file.skip });
    }
    skipped.push(...passedOver.map((file) => ({ path: join(archive, file.path), reason: file.reason })));
  }
  return { photos, skipped };
}

/** What the user knows an unpacked file as: `photos.zip/cat/1.jpg`. */
function insideArchive(path: string, folder: string, archive: string): string {
  const inner = relative(folder, path);
  return inner.startsWith('..') || isAbsolute(inner) ? path : join(archive, inner);
}

function settingsOf(options: OpenDatasetOptions) {
  return { ...options, limits: options.archiveLimits, datasets: cachePlaces(options.cacheFolder ?? defaultCacheFolder()).datasets };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw readFailure(cause, path);
  }
}

function notADataset(path: string): GraftError {
  return new GraftError('DATASET_INVALID', `${path} is a file, but no archive and no table of photos.`, {
    file: path,
    hint: 'Give a folder with a folder of photos for each class, a zip or tar of one, or a .csv, .tsv or .jsonl file with paths and labels.',
  });
}

function noPictures({ root, classes, skipped }: Dataset): GraftError {
  const loose = skipped.filter(({ reason }) => reason === unlabelled);
  const { files } = wordsOf(loose.some(({ path }) => isSoundName(path)) ? 'sounds' : 'photos');
  const message =
    loose.length > 0 && classes.length === 0
      ? `${root} has no class folders: its ${loose.length} ${files} have no labels.`
      : `${root} holds no pictures or recordings${skipped.length > 0 ? `; ${skipped.length} were passed over, such as ${skipped[0]?.path}: ${skipped[0]?.reason}` : ''}.`;
  return new GraftError('DATASET_EMPTY', message, {
    file: root,
    hint: tableExtensions.has(extname(root).toLowerCase())
      ? 'Paths in a table are relative to the folder that it lies in.'
      : 'Make a folder for each class, named as the class, with its photos or recordings in it: photos/cat/1.jpg, photos/dog/1.jpg.',
  });
}
