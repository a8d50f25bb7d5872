import type { BackboneEvent } from '../backbones/load-backbone.ts';
import { GraftError, invalidArgument } from '../errors.ts';
import { extractFeatures, type FeatureEvent } from '../features/extract-features.ts';
import { FeatureStore } from '../features/feature-store.ts';
import { manifestFile } from '../manifest/bundle-files.ts';
import { type Prediction, topPredictions } from '../prediction/prediction.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { type PickedPhoto, pickPhotos } from '../selection/pick-photos.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { rowOf, takeRows } from '../tensor/matrix.ts';
import { backboneOfModel } from './backbone-of-model.ts';
import type { Model } from './model.ts';
import { predictFromFeatures } from './predict-from-features.ts';

/** How to pick photos to label. */
export interface PickOptions {
  /** How many. @default 50 */
  readonly count?: number | undefined;
  /** Another seed, other photos of alike worth. @default 0 */
  readonly seed?: number | undefined;
  /** Content hashes (SHA-256) of photos that have labels already: they are not picked again. @default none */
  readonly labelled?: ReadonlySet<string> | undefined;
  /** Whether features are kept on disk, for the training that follows. @default true */
  readonly keepFeatures?: boolean | undefined;
  /** @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What happens while photos are picked. */
export type PickEvent = BackboneEvent | FeatureEvent;

/** A photo that should be labelled next. */
export interface PickedFile extends Omit<PickedPhoto, 'photo'> {
  readonly file: string;
  /** What the model takes it for. */
  readonly guess: Prediction;
}

/** Which photos should be labelled next, the most useful first. */
export interface Picks {
  readonly picked: readonly PickedFile[];
  /** Different photos that could be picked from. */
  readonly pool: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Picks, among unlabelled photos, those whose labels would help a model most. See `pickPhotos` for the method.
 *
 * Their features are computed as a training would, and kept: once the photos are labelled, that training is quick. Of
 * copies one takes part.
 *
 * @param files Paths of photos without labels.
 * @throws `INVALID_ARGUMENT`; `DATASET_EMPTY` where no photo is left; `UNKNOWN_BACKBONE`, `DOWNLOAD_FAILED`, `MODEL_DAMAGED`
 * where the model's backbone is not to be had; the signal's reason
 */
export async function* pickEvents(
  { network, manifest }: Model,
  files: readonly string[],
  options: PickOptions = {},
): AsyncGenerator<PickEvent, Picks, void> {
  const { count = 50, seed, labelled, keepFeatures = true, cacheFolder = defaultCacheFolder(), signal } = options;
  if (!Number.isInteger(count) || count < 1) throw invalidArgument('count', 'a whole number of at least 1', count);
  const { cuts, classes, head } = manifest;
  const backbone = yield* backboneOfModel({ network, manifest }, { cacheFolder, signal });
  const preprocessing = parsePreprocessing(manifest.preprocessing, manifestFile);
  await using store = keepFeatures ? await FeatureStore.open({ folder: cachePlaces(cacheFolder).features }) : undefined;
  const { features, hashes, skipped } = yield* extractFeatures({ files, backbone, cuts, preprocessing, store, signal });

  const firstRows = new Map<string, number>();
  for (const [row, hash] of hashes.entries())
    if (hash !== undefined && !labelled?.has(hash) && !firstRows.has(hash)) firstRows.set(hash, row);
  const rows = [...firstRows.values()];
  if (rows.length === 0) throw nothingLeft(files.length, skipped.length);
  const pool = rows.length === features.rows ? features : takeRows(features, rows);
  const probabilities = await predictFromFeatures(network, manifest, pool);
  await using multiplier = new NodeMatrixMultiplier();
  const picked = await pickPhotos(pool, probabilities, {
    ...{ count, seed, multiplier, signal },
    blocks: cuts.map((cut) => cut.width),
    exclusive: head.kind !== 'sigmoid',
  });
  return {
    picked: picked.flatMap(({ photo, ...worth }) => {
      const file = files[rows[photo] ?? -1];
      const [guess] = topPredictions(rowOf(probabilities, photo), classes, 1);
      return file === undefined || guess === undefined ? [] : [{ file, guess, ...worth }];
    }),
    pool: rows.length,
    skipped: skipped.map(({ file, error }) => ({ path: file, reason: error.message })),
  };
}

function nothingLeft(files: number, unreadable: number): GraftError {
  return new GraftError(
    'DATASET_EMPTY',
    `Of ${files} pictures none is left to pick: ${unreadable} cannot be read, the others have labels.`,
    {
      hint: 'Give pictures that are not among the labelled ones.',
    },
  );
}
