import type { Look } from '../audit/look.ts';
import type { Backbone, Cut } from '../backbones/backbone.ts';
import { GraftError } from '../errors.ts';
import type { ValueInfo } from '../graph/graph.ts';
import { type Augmentation, augmentPixels } from '../preprocessing/augment-pixels.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { stackPixels } from '../preprocessing/stack-pixels.ts';
import { WindowMeans } from '../sounds/window-means.ts';
import { mapAhead } from '../tasks/map-ahead.ts';
import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import { type DecodingThreads, decodingThreadsFor } from './decoding-threads.ts';
import { FeatureNetwork, type FeatureRun } from './feature-network.ts';
import { featureSpace } from './feature-space.ts';
import type { FeatureStore } from './feature-store.ts';
import { batchesAhead, batchOnAccelerators } from './look-ahead.ts';
import { LookBook } from './look-book.ts';
import { type LookedUp, PhotoReader, type RemotePhotos } from './photo-reader.ts';
import { type PhotoPace, RateClock } from './rate-clock.ts';

/** Photos whose features are wanted. */
export interface ExtractRequest {
  /** The photos' files. */
  readonly files: readonly string[];
  readonly backbone: Backbone;
  /** Where the backbone is cut; a row of features is these cuts' pooled activations side by side. */
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
  /** Features of a changed picture instead: each photo's variant is decided by its content. @default none */
  readonly augmentation?: Augmentation | undefined;
  /** Where features are kept and looked up; without one, all are computed. */
  readonly store?: FeatureStore | undefined;
  /** Whether the rows are wanted back. Without them, memory does not grow with the number of photos. @default true */
  readonly collect?: boolean | undefined;
  /** Whether the photos' looks are wanted as well: measured on the same pixels, kept in the same store. @default false */
  readonly looks?: boolean | undefined;
  /** Photos to a run of the network. @default 8, on an accelerator 32 */
  readonly batchSize?: number | undefined;
  /** Whether the first picture that cannot be read ends the work. @default false: it is skipped and listed */
  readonly strict?: boolean | undefined;
  /** What is kept of each photo from the same run of the network, beside its features; of photos whose features are known, nothing is. */
  readonly beside?: KeptBeside | undefined;
  /** The cut backbone, loaded, where the caller has it, and keeps it; asked for before the first batch. @default loaded for this, and closed */
  readonly network?: (() => Promise<FeatureNetwork>) | undefined;
  /** What decodes the files, where the caller has it, and keeps it. @default threads for this many files, closed again */
  readonly decoding?: DecodingThreads | undefined;
  /** Where the photos are, if `files` are no files of this machine. */
  readonly remote?: RemotePhotos | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Keeps a value of the network, photo by photo, while features are computed. */
export interface KeptBeside {
  /** The value, float32 or uint8, `[batch, …]`. */
  readonly value: ValueInfo;
  /**
   * @param photo The SHA-256 of its content.
   * @param activation The value for this photo alone.
   * @param pooled The photo's features, a row for each cut.
   */
  keep(photo: string, activation: Float32Array | Uint8Array, pooled: readonly Float32Array[]): Promise<void>;
}

/** What happens while features are computed. */
export type FeatureEvent =
  | ({ readonly type: 'features' } & PhotoPace)
  | { readonly type: 'skipped'; readonly file: string; readonly error: GraftError };

/** What came out. */
export interface ExtractedFeatures {
  /** A row for each file, in their order; the rows of skipped files are zeros. Empty without `collect`. */
  readonly features: Matrix;
  /** The SHA-256 of each file's content; undefined for those that were skipped. */
  readonly hashes: readonly (string | undefined)[];
  /** What each photo looks like; undefined for those that were skipped. Empty unless `looks` were asked for. */
  readonly looks: readonly (Look | undefined)[];
  readonly computed: number;
  readonly cached: number;
  readonly skipped: readonly { readonly file: string; readonly error: GraftError }[];
}

/**
 * Gives the bottleneck features of photos: the only way in Graft from a photo to a vector. A sound's are the means over its windows.
 *
 * What the store has is read; the rest is decoded ahead of the network, computed in batches and kept, each batch in one
 * transaction: who is interrupted loses at most one. The same content is computed once, however many files have it.
 *
 * @throws `RUNTIME_FAILED`, `DISK_FULL`, `STORE_DAMAGED`; with `strict`, the first unreadable picture's error.
 */
export async function* extractFeatures(request: ExtractRequest): AsyncGenerator<FeatureEvent, ExtractedFeatures, void> {
  const {
    files,
    backbone,
    cuts,
    preprocessing,
    augmentation,
    store,
    collect = true,
    looks: wantsLooks = false,
    batchSize = backbone.device === 'cpu' ? 8 : batchOnAccelerators,
    strict = false,
    beside,
    remote,
    signal,
  } = request;
  const width = cuts.reduce((sum, cut) => sum + cut.width, 0);
  const features = matrix(collect ? files.length : 0, width);
  const space = featureSpace({
    network: backbone.network.id,
    precision: backbone.numbers,
    device: backbone.device,
    preprocessing: augmentation === undefined ? preprocessing : { ...preprocessing, augmentation },
  });
  const changed = (pixels: Uint8Array, sha256: string): Uint8Array =>
    augmentation === undefined ? pixels : augmentPixels(pixels, preprocessing, augmentation, Number.parseInt(sha256.slice(0, 2), 16));
  const lookBook = wantsLooks ? new LookBook(preprocessing, store) : undefined;
  const decoding = request.decoding ?? decodingThreadsFor(files.length, preprocessing);
  const reader = new PhotoReader({ cuts, preprocessing, space, store, looks: lookBook, remote, decoding, signal });
  const target = (index: number): Float32Array => (collect ? rowOf(features, index) : new Float32Array(width));

  const hashes: (string | undefined)[] = new Array(files.length).fill(undefined);
  const looks: (Look | undefined)[] = new Array(wantsLooks ? files.length : 0).fill(undefined);
  const skipped: { file: string; error: GraftError }[] = [];
  const firstWith = new Map<string, number>();
  const copies: { from: number; to: number }[] = [];
  const clock = new RateClock(files.length);
  let own: FeatureNetwork | undefined;
  const opening = { beside: beside?.value, batch: backbone.device === 'cpu' ? undefined : batchSize };
  const loaded = request.network ?? (async () => (own ??= await FeatureNetwork.open(backbone, cuts, opening)));
  let batch: Waiting[] = [];

  /** Batches that the network has, first in, first out: an accelerator computes one while the next is on its way. */
  const underWay: { readonly photos: readonly Waiting[]; readonly run: Promise<FeatureRun> }[] = [];

  const finishOldest = async (): Promise<void> => {
    const oldest = underWay.shift();
    if (oldest === undefined) return;
    const { photos, run } = oldest;
    const { pooled, beside: activations } = await run;
    const blocks = photos.map((_, row) => cuts.map((cut, which) => slice(pooled, which, cut, row)));
    for (const [row, { means }] of photos.entries()) means.add(blocks[row] ?? []);
    if (beside !== undefined && (activations?.dtype === 'float32' || activations?.dtype === 'uint8')) {
      const size = activations.data.length / photos.length;
      for (const [row, { sha256, means }] of photos.entries()) {
        if (means.windows !== 1) continue; // several pictures have no one activation
        await beside.keep(sha256, activations.data.subarray(row * size, (row + 1) * size), blocks[row] ?? []);
      }
    }
    const done = photos.filter(({ isLast }) => isLast);
    if (collect) for (const { index, means } of done) setBlocks(rowOf(features, index), means.blocks);
    await store?.putBatch(
      done.flatMap(({ sha256, means }) =>
        cuts.map((cut, which) => ({ photo: sha256, space, cut: cut.layer, vector: means.blocks[which] ?? new Float32Array(cut.width) })),
      ),
    );
    clock.computed(done.length);
  };

  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const network = await loaded();
    const photos = batch;
    batch = [];
    clock.start();
    const run = network.runWithBeside(stackPixels(photos.map(({ pixels }) => pixels)), photos.length);
    run.catch(() => {}); // told when its turn comes; until then it is not unhandled
    underWay.push({ photos, run });
    while (underWay.length >= network.atOnce) await finishOldest();
  };

  try {
    const lookUp = (file: string, index: number): Promise<LookedUp> => reader.lookUp(file, target(index));
    let index = 0;
    for await (const found of mapAhead(files, lookUp, { ahead: batchSize * batchesAhead, signal })) {
      const at = index++;
      const file = files[at] ?? '';
      if (found.state === 'unreadable') {
        if (strict) throw found.error;
        skipped.push({ file, error: found.error });
        yield { type: 'skipped', file, error: found.error };
        clock.skipped();
        continue;
      }
      hashes[at] = found.sha256;
      if (wantsLooks) looks[at] = found.look;
      const first = firstWith.get(found.sha256);
      if (first === undefined) firstWith.set(found.sha256, at);
      if (found.state === 'known') clock.known();
      else if (first !== undefined) {
        copies.push({ from: first, to: at });
        clock.known();
      } else {
        const { sha256, pictures } = found;
        const means = new WindowMeans(pictures.length);
        for (const [window, pixels] of pictures.entries()) {
          const isLast = window === pictures.length - 1;
          batch.push({ index: at, sha256, means, isLast, pixels: changed(pixels, sha256) });
          if (batch.length === batchSize) await flush();
        }
      }
      if (clock.due()) yield { type: 'features', ...clock.pace() };
    }
    await flush();
    while (underWay.length > 0) await finishOldest();
    if (collect) for (const { from, to } of copies) features.data.copyWithin(to * width, from * width, (from + 1) * width);
    await reader.remember();
    yield { type: 'features', ...clock.pace() };
    return { features, hashes, looks, computed: clock.computedCount, cached: clock.cachedCount, skipped };
  } finally {
    await Promise.allSettled(underWay.map(({ run }) => run));
    await Promise.all([own?.close(), request.decoding === undefined ? decoding.close() : undefined]);
  }
}

/** A decoded picture that waits for its batch. */
interface Waiting {
  readonly index: number;
  readonly sha256: string;
  /** Its file's. */
  readonly means: WindowMeans;
  /** Whether its file's means are whole with it. */
  readonly isLast: boolean;
  readonly pixels: Uint8Array;
}

/** Writes blocks side by side. */
function setBlocks(row: Float32Array, blocks: readonly Float32Array[]): void {
  let offset = 0;
  for (const block of blocks) {
    row.set(block, offset);
    offset += block.length;
  }
}

/** Picture number `row` of what one cut gave. */
function slice(pooled: readonly Float32Array[], which: number, cut: Cut, row: number): Float32Array {
  const all = pooled[which];
  if (all === undefined) throw new GraftError('INTERNAL', `No features came for the cut "${cut.name}".`);
  return all.subarray(row * cut.width, (row + 1) * cut.width);
}
