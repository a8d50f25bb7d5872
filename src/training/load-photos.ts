import type { Dataset, SkippedFile } from '../datasets/dataset.ts';
import { GraftError } from '../errors.ts';
import { takeRows } from '../tensor/matrix.ts';
import { type GatherEvent, type GatheredPhotos, type GatherOptions, gatherPhotos } from './gather-photos.ts';
import type { Labelled } from './labelled.ts';
import type { Photo } from './split-photos.ts';

/** The photos of a dataset with a label each, as a training needs them. */
export interface LoadedPhotos extends Omit<GatheredPhotos, 'items' | 'extracted'> {
  /** Those that could be read, */
  readonly photos: readonly Photo[];
  /** their files, */
  readonly files: readonly string[];
  /** and their features, in the same order. */
  readonly data: Labelled;
  readonly skipped: readonly SkippedFile[];
  /** Photos whose features were computed now, and those whose features were known. */
  readonly features: { readonly computed: number; readonly cached: number };
}

/**
 * Brings a dataset's photos, but for its test side, to features, and leaves out those that cannot be read.
 *
 * @throws as `gatherPhotos`; `DATASET_EMPTY` when no photo of a class can be read.
 */
export async function* loadPhotos(dataset: Dataset, options: GatherOptions): AsyncGenerator<GatherEvent, LoadedPhotos, void> {
  const { items, extracted, ...gathered } = yield* gatherPhotos(dataset, options);
  const photos = readablePhotos(dataset, items, extracted.hashes);
  const rows = photos.map((photo) => photo.row);
  return {
    ...gathered,
    photos,
    files: rows.map((row) => items[row]?.path ?? ''),
    data: {
      features: takeRows(extracted.features, rows),
      labels: Int32Array.from(photos, (photo) => photo.label),
      keys: photos.map((photo) => photo.hash),
    },
    skipped: extracted.skipped.map(({ file, error }) => ({ path: file, reason: error.message })),
    features: { computed: extracted.computed, cached: extracted.cached },
  };
}

function readablePhotos(dataset: Dataset, items: Dataset['items'], hashes: readonly (string | undefined)[]): readonly Photo[] {
  const photos = items.flatMap((item, row): Photo[] => {
    const hash = hashes[row];
    return hash === undefined ? [] : [{ row, label: item.label, hash, side: item.side }];
  });
  for (const [label, name] of dataset.classes.entries()) {
    if (photos.some((photo) => photo.label === label)) continue;
    throw new GraftError('DATASET_EMPTY', `The class "${name}" has no picture that can be read.`, {
      hint: 'The list of skipped files says what is wrong with each; add readable pictures, or remove the class.',
    });
  }
  return photos;
}
