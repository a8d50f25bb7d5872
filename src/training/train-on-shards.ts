import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackboneEvent } from '../backbones/load-backbone.ts';
import { Model } from '../classifier/model.ts';
import { GraftError } from '../errors.ts';
import type { CrossValidation } from '../evaluation/evaluate-out-of-fold.ts';
import type { Evaluation } from '../evaluation/evaluate-predictions.ts';
import { classifierGraph } from '../export/classifier-graph.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { setFile } from '../sharding/feature-set.ts';
import { expectAllShards, loadMaking } from '../sharding/open-shards.ts';
import { cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { openObjectStore } from '../stores/open-object-store.ts';
import { drain } from '../tasks/drain.ts';
import { describeModel } from './describe-model.ts';
import type { HeadEvent } from './fit-head-events.ts';
import { fitShards } from './fit-shards.ts';
import type { TrustMeasurement } from './fit-trust.ts';
import { loadShards, type ShardEvent } from './load-shards.ts';
import { resolveTrainOptions, type TrainOptions } from './train-options.ts';

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
}

/** What happens while a head is trained on a store of features. */
export type TrainOnShardsEvent = BackboneEvent | ShardEvent | HeadEvent;

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
  /** Photos that could not be read when their features were computed. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly seconds: { readonly features: number; readonly head: number; readonly total: number };
}

/**
 * Whether a place holds features in shards rather than photos: a folder with the description of a set in it.
 */
export async function isFeatureStore(place: string): Promise<boolean> {
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
  ...given
}: TrainOnShardsOptions): AsyncGenerator<TrainOnShardsEvent, ShardTraining, void> {
  const options = resolveTrainOptions({ ...given, data: address });
  const { cacheFolder = defaultCacheFolder(), seed, signal } = options;
  const started = performance.now();
  await using store = await openObjectStore(address);
  const set = await expectAllShards(store, { signal });
  const { classes } = set;
  if (classes.length < 2) throw unlabelled(address, classes.length);
  const making = yield* loadMaking(store, set, { cacheFolder, signal });
  const loaded = yield* loadShards(store, set, { signal });
  const featureSeconds = (performance.now() - started) / 1000;
  const headStarted = performance.now();
  await using multiplier = new NodeMatrixMultiplier();
  const context = { classes: classes.length, blocks: set.cuts.map(({ width }) => width), multiplier };
  const fit = yield* fitShards(loaded, classes, context, options);
  const graph = classifierGraph(await making.backbone.graph(), fit.trained.head, {
    cuts: making.cuts,
    novelty: fit.trust.novelty?.novelty,
  });
  const headSeconds = (performance.now() - headStarted) / 1000;
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
    skipped: loaded.unreadable.map((path) => ({ path, reason: 'it could not be read when its features were computed' })),
    seconds: { features: featureSeconds, head: headSeconds, total: (performance.now() - started) / 1000 },
  };
}

function unlabelled(address: string, classes: number): GraftError {
  return new GraftError(
    'DATASET_ONE_CLASS',
    `The photos of the features in ${address} have ${classes === 0 ? 'no labels' : 'a single class'}.`,
    {
      file: address,
      hint: 'Run graft features again on a folder with a folder for each class: labels alone cost no computing.',
    },
  );
}
