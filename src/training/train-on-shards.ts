import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackboneEvent } from '../backbones/load-backbone.ts';
import { Model } from '../classifier/model.ts';
import { GraftError, invalidArgument } from '../errors.ts';
import type { CrossValidation } from '../evaluation/evaluate-out-of-fold.ts';
import type { Evaluation } from '../evaluation/evaluate-predictions.ts';
import { classifierGraph } from '../export/classifier-graph.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { type FeatureSet, setFile } from '../sharding/feature-set.ts';
import { expectAllShards, loadMaking } from '../sharding/open-shards.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { openObjectStore } from '../stores/open-object-store.ts';
import { isStoreAddress } from '../stores/store-address.ts';
import { drain } from '../tasks/drain.ts';
import { describeModel } from './describe-model.ts';
import type { HeadContext, HeadEvent } from './fit-head-events.ts';
import { fitShards, type ShardFit } from './fit-shards.ts';
import { fitStreamed, type PassEvent } from './fit-streamed.ts';
import type { TrustMeasurement } from './fit-trust.ts';
import { loadShards, type ShardEvent } from './load-shards.ts';
import { exceedsMemory, sampleRowsOf, streamShards } from './stream-shards.ts';
import { type ResolvedTrainOptions, resolveTrainOptions, type TrainOptions } from './train-options.ts';

/** What to train on, and how. Only `store` is required. */
export interface TrainOnShardsOptions
  extends Pick<
    TrainOptions,
    | 'head'
    | 'strength'
    | 'folds'
    | 'classWeights'
    | 'hidden'
    | 'neighbours'
    | 'validation'
    | 'coverage'
    | 'keepKnown'
    | 'seed'
    | 'cacheFolder'
    | 'signal'
  > {
  /** What `computeFeatures` or workers have filled. */
  readonly store: string;
  /**
   * Features of more bytes than this stay on disk, and a softmax head is fitted in passes over them.
   * @default 512 MiB: 65,000 photos of 2048 numbers
   */
  readonly memoryBytes?: number | undefined;
}

/** What happens while a head is trained on a store of features. */
export type TrainOnShardsEvent = BackboneEvent | ShardEvent | HeadEvent | PassEvent;

/** A classifier trained on a store of features, and how the training went. */
export interface ShardTraining {
  readonly model: Model;
  readonly validation: Evaluation | undefined;
  readonly crossValidation: CrossValidation | undefined;
  readonly trust: TrustMeasurement | undefined;
  /** Photos that took part. */
  readonly images: number;
  readonly split: 'folders' | 'hash' | 'none';
  readonly counts: { readonly train: number; readonly validation: number };
  /** Whether the features stayed on disk. */
  readonly streamed: boolean;
  /** Photos that could not be read when their features were computed. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly seconds: { readonly features: number; readonly head: number; readonly total: number };
}

/**
 * Whether a place holds features in shards rather than photos: a folder, or an address, with the description of a set in it.
 *
 * @throws `DOWNLOAD_FAILED`, `INVALID_ARGUMENT` for an address that cannot be asked
 */
export async function isFeatureStore(place: string): Promise<boolean> {
  if (isStoreAddress(place)) {
    await using store = await openObjectStore(place);
    return await store.has(setFile);
  }
  const info = await stat(join(place, setFile)).catch(() => undefined);
  return info?.isFile() === true;
}

/**
 * Trains a classifier on features that are in a store: no photo is needed, and none is looked at.
 *
 * @example const { model } = await trainOnShards({ store: './features' });
 * @throws `SHARDS_MISSING`; `DATASET_…` where the photos have no labels or too few; `FORMAT_INVALID`; as `loadBackbone`
 */
export function trainOnShards(
  options: TrainOnShardsOptions & { readonly onProgress?: ((event: TrainOnShardsEvent) => void) | undefined },
): Promise<ShardTraining> {
  return drain(trainOnShardsEvents(options), options.onProgress);
}

/** Like {@link trainOnShards}, as a sequence of events that returns the result; leaving the loop stops the work. */
export async function* trainOnShardsEvents({
  store: address,
  memoryBytes = usualMemoryBytes,
  ...given
}: TrainOnShardsOptions): AsyncGenerator<TrainOnShardsEvent, ShardTraining, void> {
  const options = resolveTrainOptions({ ...given, data: address });
  const { cacheFolder = defaultCacheFolder(), seed, signal } = options;
  const started = performance.now();
  await using store = await openObjectStore(address);
  const set = await expectAllShards(store, { signal });
  const { classes } = set;
  if (classes.length < 2) throw unlabelled(address, classes.length);
  if (set.multiLabel) throw severalLabels(address);
  const making = yield* loadMaking(store, set, { cacheFolder, signal });
  await using multiplier = new NodeMatrixMultiplier();
  const context = { classes: classes.length, blocks: set.cuts.map(({ width }) => width), multiplier };
  const streamed = exceedsMemory(set, memoryBytes);
  if (streamed && options.head !== 'softmax') throw tooLargeFor(options.head, memoryBytes);
  const { fit, unreadable, featureSeconds } = streamed
    ? yield* fitFromDisk(store, set, { context, memoryBytes, cacheFolder }, options)
    : yield* fitInMemory(store, set, context, options);
  const graph = classifierGraph(await making.backbone.graph(), fit.trained.head, {
    cuts: making.cuts,
    novelty: fit.trust.novelty?.novelty,
  });
  const total = (performance.now() - started) / 1000;
  const { split, counts: perClass, ...found } = fit;
  const manifest = describeModel({
    classes,
    ...making,
    ...found,
    tuning: undefined,
    options: { ...options, seed },
    split,
    counts: perClass,
  });
  return {
    model: Model.fromGraph(manifest, graph),
    validation: fit.validation,
    crossValidation: fit.crossValidation,
    trust: fit.measured,
    images: split.train + split.validation,
    split: split.by,
    counts: { train: split.train, validation: split.validation },
    streamed,
    skipped: unreadablePhotos(unreadable),
    seconds: { features: featureSeconds, head: total - featureSeconds, total },
  };
}

/** 65,000 photos of 2048 numbers: a fit in memory needs some three times as much in all. */
export const usualMemoryBytes = 512 * 2 ** 20;

/** Photos without features, as files that were passed over. */
export const unreadablePhotos = (files: readonly string[]): ShardTraining['skipped'] =>
  files.map((path) => ({ path, reason: 'it could not be read when its features were computed' }));

/** What both ways to fit tell. */
interface Fitted {
  readonly fit: ShardFit;
  readonly unreadable: readonly string[];
  readonly featureSeconds: number;
}

async function* fitInMemory(
  store: ObjectStore,
  set: FeatureSet,
  context: HeadContext,
  options: ResolvedTrainOptions,
): AsyncGenerator<TrainOnShardsEvent, Fitted, void> {
  const started = performance.now();
  const loaded = yield* loadShards(store, set, { signal: options.signal });
  const featureSeconds = (performance.now() - started) / 1000;
  return { fit: yield* fitShards(loaded, set.classes, context, options), unreadable: loaded.unreadable, featureSeconds };
}

async function* fitFromDisk(
  store: ObjectStore,
  set: FeatureSet,
  { context, memoryBytes, cacheFolder }: { readonly context: HeadContext; readonly memoryBytes: number; readonly cacheFolder: string },
  options: ResolvedTrainOptions,
): AsyncGenerator<TrainOnShardsEvent, Fitted, void> {
  const started = performance.now();
  const { validation, seed, signal } = options;
  const sampleRows = sampleRowsOf(set, memoryBytes);
  const folder = cachePlaces(cacheFolder).activations;
  const streamed = yield* streamShards(store, set, { validation, seed, sampleRows, folder, signal });
  await using _packed = streamed.packed; // its file goes with the fit
  const featureSeconds = (performance.now() - started) / 1000;
  return { fit: yield* fitStreamed(streamed, set.classes, context, options), unreadable: streamed.unreadable, featureSeconds };
}

function tooLargeFor(head: string, bytes: number): GraftError {
  return invalidArgument(
    'head',
    `softmax for features of more than ${bytes} bytes: no other is fitted in passes`,
    head,
    'Choose softmax, or allow more memory.',
  );
}

/** @param classes How many there are. */
export function unlabelled(address: string, classes: number): GraftError {
  return new GraftError(
    'DATASET_ONE_CLASS',
    `The photos of the features in ${address} have ${classes === 0 ? 'no labels' : 'a single class'}.`,
    {
      file: address,
      hint: 'Run graft features again on a folder with a folder for each class: labels alone cost no computing.',
    },
  );
}

function severalLabels(address: string): GraftError {
  return new GraftError('DATASET_INVALID', `The photos of the features in ${address} may have several labels.`, {
    file: address,
    hint: 'Use --multi-label (trainMultiLabelOnShards), or run graft features again with one label a photo: labels alone cost no computing.',
  });
}
