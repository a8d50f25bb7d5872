import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { archiveKind } from '../archives/archive-kind.ts';
import { GraftError, invalidArgument } from '../errors.ts';
import { readFailure } from '../storage/file-failure.ts';
import type { Dataset, DatasetItem, SkippedFile } from './dataset.ts';
import { type DatasetEvent, type OpenDatasetOptions, openDatasetEvents } from './open-dataset.ts';
import { openPictures } from './open-pictures.ts';
import { tableExtensions } from './tables/read-table.ts';

/** How to open photos that may have labels. */
export interface OpenPhotosOptions extends OpenDatasetOptions {
  /** Whether labels are looked for; without them, a folder's folders mean nothing. @default true */
  readonly labels?: boolean | undefined;
}

/**
 * Opens photos for work that labels are of use to, but not needed: whatever `openDataset` opens; else a folder of
 * pictures, at any depth; pictures by name; or several of the last two.
 *
 * @returns Where there are no labels, a dataset of one class without a name, as `openPictures` gives it.
 * @throws as `openDataset` and `openPictures`
 */
export async function* openPhotosEvents(
  places: readonly string[],
  options: OpenPhotosOptions = {},
): AsyncGenerator<DatasetEvent, Dataset, void> {
  const { labels = true, signal } = options;
  const [first] = places;
  if (first === undefined) throw invalidArgument('the photos', 'at least one folder or file', places);
  if (places.length > 1) return joined(await Promise.all(places.map((place) => openUnlabelled(place, signal))), first);
  const form = await formOf(first);
  if (form === 'picture' || (form === 'folder' && !labels)) return openUnlabelled(first, signal);
  try {
    const dataset = yield* openDatasetEvents(first, { ...options, use: 'evaluation' });
    return labels ? dataset : withoutLabels(dataset);
  } catch (error) {
    // Pictures without class folders; where there are none at all, this says so.
    if (form === 'folder' && error instanceof GraftError && error.code === 'DATASET_EMPTY') return openPictures(first, signal);
    throw error;
  }
}

async function openUnlabelled(place: string, signal: AbortSignal | undefined): Promise<Dataset> {
  if ((await formOf(place)) === 'folder') return openPictures(place, signal);
  return { root: place, classes: [''], items: [{ path: place, label: 0, side: undefined }], skipped: [] };
}

async function formOf(place: string): Promise<'folder' | 'dataset' | 'picture'> {
  const info = await stat(place).catch((cause: unknown) => {
    throw readFailure(cause, place);
  });
  if (info.isDirectory()) return 'folder';
  return tableExtensions.has(extname(place).toLowerCase()) || (await archiveKind(place)) !== undefined ? 'dataset' : 'picture';
}

/** In the order they were named; a picture that was named twice is there once. */
function joined(datasets: readonly Dataset[], root: string): Dataset {
  const items = new Map<string, DatasetItem>();
  const skipped: SkippedFile[] = [];
  for (const dataset of datasets) {
    for (const item of dataset.items) items.set(item.path, item);
    skipped.push(...dataset.skipped);
  }
  return { root, classes: [''], items: [...items.values()], skipped };
}

function withoutLabels({ items, ...dataset }: Dataset): Dataset {
  return { ...dataset, classes: [''], items: items.map(({ labels: _, ...item }) => ({ ...item, label: 0 })) };
}
