import type { BackboneEvent } from '../backbones/load-backbone.ts';
import { embedInGroups } from '../embedding/embed-in-groups.ts';
import type { FeatureSource } from '../embedding/feature-source.ts';
import { GraftError } from '../errors.ts';
import type { FeatureEvent } from '../features/extract-features.ts';
import { FeatureNetwork } from '../features/feature-network.ts';
import { FeatureStore } from '../features/feature-store.ts';
import type { LoadNetwork } from '../runtime/runner.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { openObjectStore } from '../stores/open-object-store.ts';
import { isStoreAddress } from '../stores/store-address.ts';
import { ReleaseStack } from '../tasks/release-stack.ts';
import { takeRows } from '../tensor/matrix.ts';
import { type FeatureSet, featuresFile } from './feature-set.ts';
import { loadMaking } from './open-shards.ts';
import { type ListedPhoto, readListing } from './shard-listing.ts';
import { ShardTable } from './shard-table.ts';
import { storedPhotos } from './stored-photos.ts';

/** How shards are computed. */
export interface ComputeOptions {
  /** Keep features on this machine's disk as well. @default true */
  readonly keepFeatures?: boolean | undefined;
  /** @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  /** What loads the network. @default into this process */
  readonly load?: LoadNetwork | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What became of a shard. */
export interface ComputedShard {
  readonly shard: string;
  /** Photos with features now. */
  readonly photos: number;
  readonly computed: number;
  /** Photos whose features this machine knew. */
  readonly cached: number;
  /** Photos that cannot be read. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** Where the time went, in seconds. */
  readonly phases: ShardPhases;
}

/** What a shard's time is spent on, in seconds. */
export interface ShardPhases {
  /** Reading the list of photos. */
  readonly list: number;
  /** From the photos to their features. */
  readonly features: number;
  /** Making the table. */
  readonly encode: number;
  /** Putting it into the store. */
  readonly write: number;
}

/** Computes shards of a set, one after another: the network stays loaded between them, until `close()`. */
export class ShardComputer implements AsyncDisposable {
  readonly set: FeatureSet;
  readonly #store: ObjectStore;
  readonly #making: FeatureSource;
  readonly #held = new ReleaseStack();
  readonly #known: FeatureStore | undefined;
  readonly #load: LoadNetwork | undefined;
  /** Where the photos are, if they are in a store. */
  readonly #photos: ObjectStore | undefined;
  #network: Promise<FeatureNetwork> | undefined;

  private constructor(
    { store, photos }: { readonly store: ObjectStore; readonly photos: ObjectStore | undefined },
    set: FeatureSet,
    making: FeatureSource,
    known: FeatureStore | undefined,
    load: LoadNetwork | undefined,
  ) {
    this.#load = load;
    this.#store = store;
    this.#photos = photos;
    this.set = set;
    this.#making = making;
    this.#known = known && this.#held.use(known);
  }

  /**
   * Loads what a set is computed with.
   *
   * @throws as `loadMaking`; `DISK_FULL`, `WRITE_FAILED`, `STORE_DAMAGED`
   */
  static async *open(
    store: ObjectStore,
    set: FeatureSet,
    options: ComputeOptions = {},
  ): AsyncGenerator<BackboneEvent, ShardComputer, void> {
    const { keepFeatures = true, cacheFolder = defaultCacheFolder(), load, signal } = options;
    const making = yield* loadMaking(store, set, { cacheFolder, signal });
    const known = keepFeatures ? await FeatureStore.open({ folder: cachePlaces(cacheFolder).features }) : undefined;
    const photos = isStoreAddress(set.root) ? await openObjectStore(set.root) : undefined;
    return new ShardComputer({ store, photos }, set, making, known, load);
  }

  /** Whether a shard's features are in the store: another worker, taken for lost, may have put them there. */
  isThere(shard: string, options: Pick<ComputeOptions, 'signal'> = {}): Promise<boolean> {
    return this.#store.has(featuresFile(shard), options);
  }

  /**
   * Computes a shard's features and puts them into the store.
   *
   * @throws `FILE_NOT_FOUND` where its list or one of its photos cannot be reached, `FORMAT_INVALID`; `CHECKSUM_MISMATCH` for a photo that
   * has changed; `RUNTIME_FAILED`; `DISK_FULL`, `WRITE_FAILED`; the signal's reason
   */
  async *compute(shard: string, { signal }: Pick<ComputeOptions, 'signal'> = {}): AsyncGenerator<FeatureEvent, ComputedShard, void> {
    const clock = new PhaseClock();
    const photos = await readListing(this.#store, shard, { signal });
    clock.next('list');
    const table = new ShardTable(this.set);
    const files = photos.map(({ at }) => at);
    const remote = this.#photos && storedPhotos(this.#photos, photos);
    const groups = embedInGroups({ files, ...this.#making, remote, store: this.#known, network: () => this.#loaded(), signal });
    let step = await groups.next();
    for (; !step.done; step = await groups.next()) {
      if (step.value.type !== 'group') yield step.value;
      else {
        clock.next('features');
        const { from, features, hashes } = step.value;
        const rows = [...hashes.entries()].flatMap(([row, sha256]) => {
          const photo = photos[from + row];
          if (sha256 !== undefined && photo !== undefined) expectSamePhoto(photo, sha256);
          return sha256 === undefined || photo === undefined ? [] : [{ row, file: photo.file, sha256 }];
        });
        table.add(rows, takeRows(features, rows.map(({ row }) => row))); // biome-ignore format: one line
        clock.next('encode');
      }
    }
    const { computed, cached, skipped } = step.value;
    const lost = skipped.find(({ error }) => !unreadable.has(error.code));
    if (lost !== undefined) throw outOfReach(lost.error, this.set);
    clock.next('features');
    const bytes = table.finish();
    clock.next('encode');
    await this.#store.write(featuresFile(shard), bytes, { unlessThere: true, signal });
    clock.next('write');
    const reasons = skipped.map(({ file, error }) => ({ file, reason: error.message }));
    return { shard, photos: table.photos, computed, cached, skipped: reasons, phases: clock.seconds };
  }

  /** Frees the network and the feature store. */
  async close(): Promise<void> {
    await this.#held.release();
    await this.#photos?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #loaded(): Promise<FeatureNetwork> {
    this.#network ??= FeatureNetwork.open(this.#making.backbone, this.#making.cuts, { load: this.#load }).then((network) =>
      this.#held.use(network),
    );
    return this.#network;
  }
}

/** Divides time into phases. */
class PhaseClock {
  readonly seconds = { list: 0, features: 0, encode: 0, write: 0 };
  #since = performance.now();

  /** What went by since the last call was this phase's. */
  next(phase: keyof ShardPhases): void {
    const now = performance.now();
    this.seconds[phase] += (now - this.#since) / 1000;
    this.#since = now;
  }
}

/** Faults of the photos themselves, which another try on another machine would meet again. */
const unreadable: ReadonlySet<string> = new Set(['IMAGE_UNREADABLE', 'IMAGE_TOO_LARGE']);

/** A photo that is not there is a fault of the machine or of its disk: the shard is tried again, elsewhere, and never written with a gap. */
function outOfReach(cause: GraftError, { root }: FeatureSet): GraftError {
  return new GraftError('FILE_NOT_FOUND', `A photo of the shard cannot be reached from this machine: ${cause.message}`, {
    file: cause.file ?? root,
    hint: 'Every worker needs the photos at the same path, or at an address that it can reach; where photos are gone, run graft features again.',
    cause,
  });
}

/** Features go by the content that they were planned for. */
function expectSamePhoto({ file, at, stamp }: ListedPhoto, sha256: string): void {
  if (sha256 === stamp || !/^[0-9a-f]{64}$/.test(stamp)) return;
  throw new GraftError('CHECKSUM_MISMATCH', `The photo ${file} is another one than when the shards were planned.`, {
    file: at,
    hint: 'Run graft features again: it plans the shards of changed photos anew.',
  });
}
