import type { Cut } from '../backbones/backbone.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { GraftError } from '../errors.ts';
import type { ExtractedFeatures } from '../features/extract-features.ts';
import { wordsOf } from '../medium.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { type Comparison, comparePhotos } from './compare-photos.ts';
import { type GatherEvent, type GatherOptions, gatherPhotos } from './gather-photos.ts';
import { readableFeatures, readablePhotos } from './readable-photos.ts';

/** What happens while a dataset's photos are compared with one another. */
export type CompareDatasetEvent =
  | GatherEvent
  /** Copies are looked for. */
  | { readonly type: 'compare'; readonly images: number };

/** A dataset's photos with all that a check is made from. */
export interface ComparedDataset {
  readonly cuts: readonly Cut[];
  readonly extracted: ExtractedFeatures;
  /** Of the photos that could be read, a row each. */
  readonly features: Matrix;
  readonly comparison: Comparison;
  readonly seconds: { readonly features: number; readonly compare: number };
}

/**
 * Brings all photos of a dataset to features, and compares them with one another.
 *
 * @throws as `gatherPhotos`; `DATASET_EMPTY` when no photo can be read.
 */
export async function* compareDataset(
  dataset: Dataset,
  options: GatherOptions,
  multiplier: MatrixMultiplier,
): AsyncGenerator<CompareDatasetEvent, ComparedDataset, void> {
  const { cuts, extracted, seconds } = yield* gatherPhotos(dataset, options);
  const photos = readablePhotos(dataset.items, extracted);
  if (photos.length === 0) throw noneReadable(dataset, extracted);
  const started = performance.now();
  yield { type: 'compare', images: photos.length };
  const features = readableFeatures(photos, extracted);
  const comparison = await comparePhotos(photos, features, cuts, { multiplier, signal: options.signal });
  return { cuts, extracted, features, comparison, seconds: { features: seconds, compare: (performance.now() - started) / 1000 } };
}

function noneReadable({ root, medium }: Pick<Dataset, 'root' | 'medium'>, { skipped }: ExtractedFeatures): GraftError {
  return new GraftError(
    'DATASET_EMPTY',
    `None of the ${wordsOf(medium).files} in ${root} can be read, such as ${skipped[0]?.file}: ${skipped[0]?.error.message}`,
    {
      file: root,
      hint: 'Fetch or copy them again.',
    },
  );
}
