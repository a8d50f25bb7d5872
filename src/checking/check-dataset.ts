import { auditPhotos, type Findings, photosThatMislead } from '../audit/audit-photos.ts';
import { poolWithNeighbours } from '../audit/pool-with-neighbours.ts';
import { type DatasetEvent, openDatasetEvents } from '../datasets/open-dataset.ts';
import type { Medium } from '../medium.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { drain } from '../tasks/drain.ts';
import { type CheckOptions, resolveCheckOptions } from './check-options.ts';
import { type CompareDatasetEvent, compareDataset } from './compare-dataset.ts';
import { type FoldEvent, heldOutProbabilities } from './held-out-probabilities.ts';

/** What happens during a check. */
export type CheckEvent = DatasetEvent | CompareDatasetEvent | FoldEvent;

/** What a check found, and how it went: plain data, as it goes into JSON. */
export interface DatasetCheck extends Findings {
  /** The dataset, as the caller named it. */
  readonly root: string;
  readonly medium: Medium;
  readonly classes: readonly string[];
  /** Photos that could be read. */
  readonly images: number;
  /** Files that could not be read, or are no pictures, and why. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  /** Photos whose features were computed now, and those whose features were known. */
  readonly features: { readonly computed: number; readonly cached: number };
  readonly seconds: { readonly features: number; readonly compare: number; readonly labels: number; readonly total: number };
}

/**
 * Looks through a dataset for what would spoil a model or its measurement: copies, wrong labels, photos that show nothing
 * or don't belong, shortcuts, uneven classes. It names and ranks; it never moves or removes a file.
 *
 * @example
 * const { labelErrors, duplicates } = await checkDataset({ data: './photos' });
 * @throws `DATASET_…`, `UNKNOWN_BACKBONE`, `DOWNLOAD_FAILED`, `INVALID_ARGUMENT`; the signal's reason
 */
export function checkDataset(
  options: CheckOptions & { readonly onProgress?: ((event: CheckEvent) => void) | undefined },
): Promise<DatasetCheck> {
  return drain(checkDatasetEvents(options), options.onProgress);
}

/** Like {@link checkDataset}, as a sequence of events that returns the result; leaving the loop stops the work. */
export async function* checkDatasetEvents(checkOptions: CheckOptions): AsyncGenerator<CheckEvent, DatasetCheck, void> {
  const options = resolveCheckOptions(checkOptions);
  const { signal, cacheFolder } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const dataset =
    typeof options.data === 'string' ? yield* openDatasetEvents(options.data, { use: 'evaluation', cacheFolder, signal }) : options.data;
  const { classes } = dataset;
  await using multiplier = new NodeMatrixMultiplier();
  const { cuts, extracted, features, comparison, seconds } = yield* compareDataset(dataset, options, multiplier);
  const { photos, labels, duplicates, neighbours, keys } = comparison;

  const labelsStarted = performance.now();
  const without = photosThatMislead(photos, duplicates);
  const blocks = cuts.map((cut) => cut.width);
  const folds = { ...options, classes: classes.length, blocks, multiplier, without };
  const byHead = yield* heldOutProbabilities({ features, labels, keys }, folds);
  const probabilities = byHead && poolWithNeighbours(byHead, labels, neighbours, keys);
  const findings = auditPhotos({ photos, classes, duplicates, neighbours, probabilities });
  const ended = performance.now();
  return {
    root: dataset.root,
    medium: dataset.medium ?? 'photos',
    classes,
    images: photos.length,
    ...findings,
    unreadable: [
      ...dataset.skipped.map(({ path, reason }) => ({ file: path, reason })),
      ...extracted.skipped.map(({ file, error }) => ({ file, reason: error.message })),
    ],
    features: { computed: extracted.computed, cached: extracted.cached },
    seconds: {
      ...seconds,
      labels: (ended - labelsStarted) / 1000,
      total: (ended - started) / 1000,
    },
  };
}
