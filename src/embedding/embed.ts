import type { Cut } from '../backbones/backbone.ts';
import type { BackboneEvent } from '../backbones/load-backbone.ts';
import { backboneOfModel } from '../classifier/backbone-of-model.ts';
import type { Dataset, SkippedFile } from '../datasets/dataset.ts';
import { placeInTable } from '../datasets/dataset-table.ts';
import { expectMedium } from '../datasets/expect-medium.ts';
import { labelsOf } from '../datasets/labels-of.ts';
import { labelCell } from '../datasets/tables/label-cell.ts';
import type { FeatureEvent } from '../features/extract-features.ts';
import { FeatureStore } from '../features/feature-store.ts';
import { manifestFile } from '../manifest/bundle-files.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { expectNewFile } from '../storage/write-new-file.ts';
import { drain } from '../tasks/drain.ts';
import { takeRows } from '../tensor/matrix.ts';
import { version } from '../version.ts';
import { embedInGroups, type FeatureGroup } from './embed-in-groups.ts';
import { type EmbedOptions, expectOneSource } from './embed-options.ts';
import type { EmbeddedPhoto, EmbeddedRows } from './embedded-rows.ts';
import { type FeatureSource, loadFeatureSource } from './feature-source.ts';
import { featureFormat, featureTable } from './feature-table.ts';
import { FeatureTableFiles, pathBeside, type WrittenFile } from './feature-table-files.ts';
import { namedClasses, nothingReadable, openWantedPhotos, type WantedPhotosEvent } from './open-wanted-photos.ts';

/** What happens while photos are embedded. */
export type EmbedEvent = WantedPhotosEvent | BackboneEvent | FeatureEvent;

/** What was written. */
export interface Embedding {
  /** The table, and what stands beside it. */
  readonly files: readonly WrittenFile[];
  readonly photos: number;
  /** Numbers a photo. */
  readonly width: number;
  /** The backbone's name. */
  readonly backbone: string;
  /** What the numbers are, side by side. */
  readonly cuts: readonly Cut[];
  /** The photos' classes; empty where they have no labels. */
  readonly classes: readonly string[];
  /** Photos whose features were computed now, and those whose features were known. */
  readonly computed: number;
  readonly cached: number;
  readonly skipped: readonly SkippedFile[];
}

/**
 * Writes the bottleneck features of photos as a table for other programs: Parquet, NumPy's `.npy` or CSV.
 *
 * A row a photo, in the order of their paths: `file`, `label`, `split`, `sha256`, and the features; photos that cannot be
 * read have none. Features that a training computed are not computed again, and the other way round. Memory does not
 * grow with the number of photos. The table is there whole or not at all.
 *
 * @example await embed({ data: './photos', file: 'features.parquet' });
 * @throws `INVALID_ARGUMENT`; `ALREADY_EXISTS`; `DATASET_EMPTY` where no picture can be read, and what `openDataset` throws;
 * `UNKNOWN_BACKBONE`, `UNKNOWN_CUT`, `DOWNLOAD_FAILED`; `DISK_FULL`, `WRITE_FAILED`; the signal's reason
 */
export function embed(options: EmbedOptions & { readonly onProgress?: ((event: EmbedEvent) => void) | undefined }): Promise<Embedding> {
  return drain(embedEvents(options), options.onProgress);
}

/** Like {@link embed}, as a sequence of events that returns the result; leaving the loop stops the work. */
export async function* embedEvents(options: EmbedOptions): AsyncGenerator<EmbedEvent, Embedding, void> {
  const { file, replace, strict, labels, keepFeatures = true, cacheFolder = defaultCacheFolder(), signal } = options;
  expectOneSource(options);
  const format = featureFormat(file);
  await expectNewFile(file, { replace });
  if (format === 'npy') await expectNewFile(pathBeside(file, '.files.csv'), { replace });
  const dataset = yield* openWantedPhotos(options.data, { labels, cacheFolder, signal });
  const source = yield* sourceOf(options, cacheFolder);
  expectMedium(dataset, source.preprocessing.sound === undefined ? 'photos' : 'sounds'); // how sounds are heard, a model says
  const { backbone, cuts } = source;
  const width = cuts.reduce((sum, cut) => sum + cut.width, 0);

  const files = dataset.items.map(({ path }) => path);
  await using store = keepFeatures ? await FeatureStore.open({ folder: cachePlaces(cacheFolder).features }) : undefined;
  await using table = await FeatureTableFiles.open(file, featureTable(format, width, metadataOf(source)));
  const groups = embedInGroups({ files, ...source, store, strict, signal });
  let photos = 0;
  let step = await groups.next();
  for (; !step.done; step = await groups.next()) {
    if (step.value.type !== 'group') yield step.value;
    else {
      const rows = rowsOf(step.value, dataset, file);
      photos += rows.photos.length;
      await table.add(rows);
    }
  }
  if (photos === 0) throw nothingReadable(dataset);
  const { computed, cached, skipped } = step.value;
  const unread = skipped.map(({ file: path, error }) => ({ path, reason: error.message }));
  signal?.throwIfAborted();
  return {
    files: await table.commit({ replace: replace === true }),
    ...{ photos, width, backbone: backbone.name, cuts, computed, cached },
    classes: namedClasses(dataset),
    skipped: [...dataset.skipped, ...unread],
  };
}

async function* sourceOf(options: EmbedOptions, cacheFolder: string): AsyncGenerator<BackboneEvent, FeatureSource, void> {
  const { model, backbone, precision, range, imageSize, cut, fit, signal } = options;
  if (model === undefined) return yield* loadFeatureSource({ backbone, precision, range, imageSize, cut, fit, cacheFolder, signal });
  const { cuts, preprocessing } = model.manifest;
  const loaded = yield* backboneOfModel(model, { cacheFolder, signal });
  return { backbone: loaded, cuts, preprocessing: parsePreprocessing(preprocessing, manifestFile) };
}

/** What the numbers are: for the table's metadata, in the words of a model's manifest. */
function metadataOf({ backbone, cuts, preprocessing }: FeatureSource): object {
  const { name, source, sha256, licence } = backbone.description;
  const network = backbone.network.id;
  return { graft: version, backbone: { name, source, sha256, licence, precision: backbone.precision, network }, cuts, preprocessing };
}

/** The rows of a group that could be read, and whose they are. */
function rowsOf({ from, features, hashes }: FeatureGroup, { items, classes }: Dataset, table: string): EmbeddedRows {
  const photos: EmbeddedPhoto[] = [];
  const rows: number[] = [];
  for (const [row, sha256] of hashes.entries()) {
    const item = items[from + row];
    if (sha256 === undefined || item === undefined) continue;
    const names = labelsOf(item).map((label) => classes[label] ?? '');
    const label = names.join('') === '' ? undefined : labelCell(names);
    photos.push({ file: placeInTable(item, table), label, split: item.side, sha256 });
    rows.push(row);
  }
  return { photos, features: rows.length === features.rows ? features : takeRows(features, rows) };
}
