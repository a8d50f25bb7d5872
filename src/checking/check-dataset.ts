import { type AuditedPhoto, auditPhotos, type Findings, photosThatMislead } from '../audit/audit-photos.ts';
import { duplicateKeys, findDuplicates } from '../audit/find-duplicates.ts';
import { findNeighbours } from '../audit/find-neighbours.ts';
import { poolWithNeighbours } from '../audit/pool-with-neighbours.ts';
import { Backbone } from '../backbones/backbone.ts';
import { type BackboneEvent, loadBackboneEvents } from '../backbones/load-backbone.ts';
import { type DatasetEvent, openDatasetEvents } from '../datasets/open-dataset.ts';
import { GraftError } from '../errors.ts';
import { type ExtractedFeatures, extractFeatures, type FeatureEvent } from '../features/extract-features.ts';
import { FeatureStore } from '../features/feature-store.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { drain } from '../tasks/drain.ts';
import { takeRows } from '../tensor/matrix.ts';
import { type CheckOptions, resolveCheckOptions } from './check-options.ts';
import { type FoldEvent, heldOutProbabilities } from './held-out-probabilities.ts';

/** What happens during a check. */
export type CheckEvent =
  | DatasetEvent
  | BackboneEvent
  | FeatureEvent
  | FoldEvent
  | { readonly type: 'dataset'; readonly images: number; readonly classes: readonly string[] }
  /** Copies are looked for. */
  | { readonly type: 'compare'; readonly images: number };

/** What a check found, and how it went: plain data, as it goes into JSON. */
export interface DatasetCheck extends Findings {
  /** The dataset, as the caller named it. */
  readonly root: string;
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
  const { signal, cacheFolder = defaultCacheFolder() } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const dataset =
    typeof options.data === 'string' ? yield* openDatasetEvents(options.data, { use: 'evaluation', cacheFolder, signal }) : options.data;
  const { classes, items } = dataset;
  yield { type: 'dataset', images: items.length, classes };

  const backbone =
    options.backbone instanceof Backbone
      ? options.backbone
      : yield* loadBackboneEvents(options.backbone ?? 'inception-v3', { precision: options.precision, cacheFolder, signal });
  const cuts = backbone.cut(...backbone.description.defaultCut);
  const preprocessing = definePreprocessing(backbone.description.input);
  const featuresStarted = performance.now();
  await using store = options.keepFeatures ? await FeatureStore.open({ folder: cachePlaces(cacheFolder).features }) : undefined;
  const files = items.map((item) => item.path);
  const extracted = yield* extractFeatures({ files, backbone, cuts, preprocessing, store, looks: true, signal });
  const { rows, photos, hashes } = readable(items, extracted);
  if (photos.length === 0) throw noneReadable(dataset.root, extracted);

  const compareStarted = performance.now();
  yield { type: 'compare', images: photos.length };
  await using multiplier = new NodeMatrixMultiplier();
  const features = rows.length === extracted.features.rows ? extracted.features : takeRows(extracted.features, rows);
  const labels = Int32Array.from(photos, ({ label }) => label);
  const blocks = cuts.map((cut) => cut.width);
  const neighbours = await findNeighbours(features, labels, { blocks, multiplier, signal });
  const looks = photos.map(({ look }) => look);
  const duplicates = await findDuplicates({ hashes, looks, neighbours }, { signal });

  const labelsStarted = performance.now();
  const keys = duplicateKeys(hashes, duplicates);
  const without = photosThatMislead(photos, duplicates);
  const folds = { ...options, classes: classes.length, blocks, multiplier, without };
  const byHead = yield* heldOutProbabilities({ features, labels, keys }, folds);
  const probabilities = byHead && poolWithNeighbours(byHead, labels, neighbours, keys);
  const findings = auditPhotos({ photos, classes, duplicates, neighbours, probabilities });
  const ended = performance.now();
  return {
    root: dataset.root,
    classes,
    images: photos.length,
    ...findings,
    unreadable: [
      ...dataset.skipped.map(({ path, reason }) => ({ file: path, reason })),
      ...extracted.skipped.map(({ file, error }) => ({ file, reason: error.message })),
    ],
    features: { computed: extracted.computed, cached: extracted.cached },
    seconds: {
      features: (compareStarted - featuresStarted) / 1000,
      compare: (labelsStarted - compareStarted) / 1000,
      labels: (ended - labelsStarted) / 1000,
      total: (ended - started) / 1000,
    },
  };
}

interface Readable {
  /** The photos' rows in the extracted features. */
  readonly rows: readonly number[];
  readonly photos: readonly AuditedPhoto[];
  readonly hashes: readonly string[];
}

function readable(
  items: readonly { readonly path: string; readonly label: number; readonly side: string | undefined }[],
  extracted: ExtractedFeatures,
): Readable {
  const rows = [...items.keys()].filter((row) => extracted.hashes[row] !== undefined);
  const photos = rows.flatMap((row): AuditedPhoto[] => {
    const [item, look] = [items[row], extracted.looks[row]];
    return item === undefined || look === undefined ? [] : [{ file: item.path, label: item.label, side: item.side, look }];
  });
  return { rows, photos, hashes: rows.map((row) => extracted.hashes[row] ?? '') };
}

function noneReadable(root: string, { skipped }: ExtractedFeatures): GraftError {
  return new GraftError(
    'DATASET_EMPTY',
    `None of the pictures in ${root} can be read, such as ${skipped[0]?.file}: ${skipped[0]?.error.message}`,
    {
      file: root,
      hint: 'Fetch or copy them again.',
    },
  );
}
