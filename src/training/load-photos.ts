import { type Comparison, comparePhotos } from '../checking/compare-photos.ts';
import { type GatherEvent, type GatheredPhotos, type GatherOptions, gatherPhotos, type OpenBeside } from '../checking/gather-photos.ts';
import { expectEveryClass, type Photo, readableFeatures, readablePhotos } from '../checking/readable-photos.ts';
import type { Dataset, SkippedFile } from '../datasets/dataset.ts';
import { withoutTests } from '../datasets/without-tests.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { Labelled } from './labelled.ts';

/** The photos of a dataset with a label each, as a training needs them. */
export interface LoadedPhotos extends Omit<GatheredPhotos, 'extracted'> {
  /** Those that could be read. */
  readonly photos: readonly Photo[];
  /** Their features, in the same order; copies of a photo have one key. */
  readonly data: Labelled;
  /** What comparing them with one another told. */
  readonly comparison: Comparison;
  readonly skipped: readonly SkippedFile[];
  /** Photos whose features were computed now, and those whose features were known. */
  readonly features: { readonly computed: number; readonly cached: number };
}

/**
 * Brings a dataset's photos, but for its test side, to features, leaves out those that cannot be read, and finds copies.
 *
 * @param openBeside What else is kept of each photo whose features are computed; see `gatherPhotos`.
 * @throws as `gatherPhotos`; `DATASET_EMPTY` when no photo of a class can be read.
 */
export async function* loadPhotos(
  dataset: Dataset,
  options: GatherOptions,
  multiplier: MatrixMultiplier,
  openBeside?: OpenBeside,
): AsyncGenerator<GatherEvent, LoadedPhotos, void> {
  const learning = withoutTests(dataset);
  const { extracted, ...gathered } = yield* gatherPhotos(learning, options, openBeside);
  const photos = readablePhotos(learning.items, extracted);
  expectEveryClass(photos, dataset);
  const features = readableFeatures(photos, extracted);
  const comparison = await comparePhotos(photos, features, gathered.cuts, { multiplier, signal: options.signal });
  return {
    ...gathered,
    photos,
    data: { features, labels: comparison.labels, keys: comparison.keys },
    comparison,
    skipped: extracted.skipped.map(({ file, error }) => ({ path: file, reason: error.message })),
    features: { computed: extracted.computed, cached: extracted.cached },
  };
}
