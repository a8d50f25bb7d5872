import { resolve } from 'node:path';
import type { BackboneEvent } from '../backbones/load-backbone.ts';
import { pixelRangeOf } from '../backbones/pixel-range-option.ts';
import type { Dataset, SkippedFile } from '../datasets/dataset.ts';
import type { HashPhotosEvent } from '../datasets/hash-photos.ts';
import { type FeatureSource, loadFeatureSource } from '../embedding/feature-source.ts';
import { namedClasses, openWantedPhotos, type WantedPhotosEvent } from '../embedding/open-wanted-photos.ts';
import { GraftError, invalidArgument } from '../errors.ts';
import { cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { openObjectStore } from '../stores/open-object-store.ts';
import { isStoreAddress } from '../stores/store-address.ts';
import { limit } from '../tasks/limit.ts';
import { version } from '../version.ts';
import { divideIntoShards, type Shard } from './divide-into-shards.ts';
import { type FeatureSet, missingShards, readFeatureSet, setFile, writeFeatureSet } from './feature-set.ts';
import type { FeaturesOptions } from './features-options.ts';
import { listPhotos } from './list-photos.ts';
import { type ListPhotosEvent, openStoredPhotos } from './open-stored-photos.ts';
import { setIdentity } from './set-identity.ts';
import { mostShardPhotos, writeListing } from './shard-listing.ts';

/** What happens while a set of features is planned. */
export type PlanEvent = WantedPhotosEvent | BackboneEvent | HashPhotosEvent | ListPhotosEvent;

/** Photos divided into shards, of which some are computed already. */
export interface FeaturePlan {
  readonly set: FeatureSet;
  readonly making: FeatureSource;
  readonly shards: readonly Shard[];
  /** Those whose features are not in the store. */
  readonly missing: readonly Shard[];
  readonly skipped: readonly SkippedFile[];
}

/** Photos to a shard: half a minute of two slow cores. */
const usualShardSize = 1000;

/** Lists of photos that are written at a time: a store over a network answers several at once. */
const writesAtOnce = 16;

/**
 * Divides photos into shards and puts the plan into a store: the description of the set, and a list of photos for each shard. Nothing is
 * computed; the cost is reading the photos' files once, for their hashes.
 *
 * Planned again, with more photos or fewer or other labels, it is the same plan but for the shards that have changed.
 *
 * @throws `INVALID_ARGUMENT`; `ALREADY_EXISTS` where the store holds another set; `DATASET_…`, `UNKNOWN_BACKBONE`, `UNKNOWN_CUT`,
 * `DOWNLOAD_FAILED`; `DISK_FULL`, `WRITE_FAILED`; the signal's reason
 */
export async function* planFeaturesEvents(store: ObjectStore, options: FeaturesOptions): AsyncGenerator<PlanEvent, FeaturePlan, void> {
  const { data, backbone: wanted = 'inception-v3', precision, imageSize, cut, fit, replace = false } = options;
  const { shardSize = usualShardSize, cacheFolder = defaultCacheFolder(), signal } = options;
  const most = Math.floor(mostShardPhotos / 3);
  if (!Number.isInteger(shardSize) || shardSize < 1 || shardSize > most)
    throw invalidArgument('shardSize', `a whole number of photos from 1 to ${most}`, shardSize);
  const range = options.range === undefined ? undefined : pixelRangeOf(options.range);
  const there = await setInStore(store, signal);
  const address = addressOf(data);
  const photosFrom = address === undefined ? data : yield* listStore(address, options);
  const dataset = yield* openWantedPhotos(photosFrom, { cacheFolder, labels: options.labels, multiLabel: options.multiLabel, signal });
  const classes = namedClasses(dataset);
  const making = yield* loadFeatureSource({ backbone: wanted, precision, range, imageSize, cut, fit, cacheFolder, signal });
  const { backbone, cuts } = making;
  const id = setIdentity(making);
  if (there !== undefined && !replace) expectSameSet(there, { id, root: dataset.root }, store);

  const { photos, skipped } = yield* listPhotos(dataset, classes, signal);
  const shards = divideIntoShards(id, photos, shardSize);
  const missing = await missingShards(store, shards, { signal });
  const set: FeatureSet = {
    ...{ schema: 1, graft: version, id, root: dataset.root, classes: [...classes] },
    ...(classes.length > 0 && dataset.items.some(({ labels }) => labels !== undefined) ? { multiLabel: true } : {}),
    backbone: {
      wanted: /[/\\]|\.\w+$/.test(wanted) && !wanted.startsWith('hf:') ? resolve(wanted) : wanted,
      ...{ name: backbone.name, precision: backbone.precision, network: backbone.network.id },
      ...(imageSize === undefined ? {} : { imageSize }),
      ...(range === undefined ? {} : { range: { ...range, offset: [...range.offset], divisor: [...range.divisor] } }),
    },
    cuts: cuts.map((each) => ({ ...each })),
    preprocessing: { ...making.preprocessing },
    shards: shards.map(({ id: shard, photos: own }) => ({ id: shard, photos: own.length })),
  };
  const inTurn = limit(writesAtOnce);
  await Promise.all(shards.map((shard) => inTurn(1, () => writeListing(store, shard.id, shard.photos), signal)));
  for (const folder of ['shards', 'features']) await store.tidy?.(folder);
  await writeFeatureSet(store, set); // the last: where it is, all of the plan is
  return { set, making, shards, missing, skipped };
}

/** Where the photos lie, if they lie in a store. */
function addressOf(data: FeaturesOptions['data']): string | undefined {
  const [only, ...more] = typeof data === 'string' ? [data] : 'items' in data ? [] : data;
  return only !== undefined && more.length === 0 && isStoreAddress(only) ? only : undefined;
}

async function* listStore(address: string, { labels, signal }: FeaturesOptions): AsyncGenerator<ListPhotosEvent, Dataset, void> {
  await using photos = await openObjectStore(address);
  return yield* openStoredPhotos(photos, { labels, signal });
}

async function setInStore(store: ObjectStore, signal: AbortSignal | undefined): Promise<FeatureSet | undefined> {
  try {
    return await readFeatureSet(store, { signal });
  } catch (error) {
    if (error instanceof GraftError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}

function expectSameSet(there: FeatureSet, { id, root }: { readonly id: string; readonly root: string }, store: ObjectStore): void {
  const what = there.root === root ? 'of another backbone, cut or preprocessing' : `of other photos (${there.root})`;
  if (there.root === root && there.id === id) return;
  throw new GraftError('ALREADY_EXISTS', `Refused to replace the features in ${store.address}: they are ${what}.`, {
    file: `${store.address}/${setFile}`,
    hint: 'Name another store with --to, or replace the set with --force; features that are computed stay where they are.',
  });
}
