import { Model } from '../classifier/model.ts';
import { classifierGraph } from '../export/classifier-graph.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { expectAllShards, loadMaking } from '../sharding/open-shards.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { openObjectStore } from '../stores/open-object-store.ts';
import { drain } from '../tasks/drain.ts';
import { takeSets } from '../tensor/label-sets.ts';
import { describeMultiLabelModel } from './describe-multi-label-model.ts';
import { expectLearnableSets } from './expect-learnable-sets.ts';
import { fitLabelSets, type SetHeadEvent } from './fit-label-sets.ts';
import type { PassEvent } from './fit-streamed.ts';
import { fitStreamedSets } from './fit-streamed-sets.ts';
import { LabelSetIndex } from './label-set-index.ts';
import { loadShards, type ShardEvent } from './load-shards.ts';
import { exceedsMemory, sampleRowsOf, streamShards } from './stream-shards.ts';
import type { MultiLabelTraining } from './train-multi-label.ts';
import { type TrainOnShardsEvent, type TrainOnShardsOptions, unlabelled, unreadablePhotos, usualMemoryBytes } from './train-on-shards.ts';
import { resolveTrainOptions } from './train-options.ts';

/** What to train on, and how: those of `TrainOnShardsOptions` that a sigmoid head has a use for. */
export type TrainMultiLabelOnShardsOptions = Pick<
  TrainOnShardsOptions,
  'store' | 'memoryBytes' | 'strength' | 'folds' | 'validation' | 'seed' | 'cacheFolder' | 'signal'
>;

/** What happens while such a head is trained on a store of features. */
export type TrainMultiLabelOnShardsEvent =
  | Exclude<TrainOnShardsEvent, { readonly type: 'head' | 'epoch' }>
  | ShardEvent
  | SetHeadEvent
  | PassEvent;

/** A classifier for several labels a photo, trained on a store of features. */
export interface MultiLabelShardTraining extends Omit<MultiLabelTraining, 'features'> {
  /** Whether the features stayed on disk. */
  readonly streamed: boolean;
}

/**
 * Trains a classifier for several labels a photo on features that are in a store, as `trainMultiLabel` does on photos.
 *
 * @example const { model } = await trainMultiLabelOnShards({ store: './features' });
 * @throws as `trainOnShards`; `DATASET_INVALID` where every photo has one of the classes
 */
export function trainMultiLabelOnShards(
  options: TrainMultiLabelOnShardsOptions & { readonly onProgress?: ((event: TrainMultiLabelOnShardsEvent) => void) | undefined },
): Promise<MultiLabelShardTraining> {
  return drain(trainMultiLabelOnShardsEvents(options), options.onProgress);
}

/** Like {@link trainMultiLabelOnShards}, as a sequence of events that returns the result; leaving the loop stops the work. */
export async function* trainMultiLabelOnShardsEvents({
  store: address,
  memoryBytes = usualMemoryBytes,
  ...given
}: TrainMultiLabelOnShardsOptions): AsyncGenerator<TrainMultiLabelOnShardsEvent, MultiLabelShardTraining, void> {
  const options = resolveTrainOptions({ ...given, data: address });
  const { cacheFolder = defaultCacheFolder(), validation, seed, signal } = options;
  const started = performance.now();
  await using store = await openObjectStore(address);
  const set = await expectAllShards(store, { signal });
  const { classes } = set;
  if (classes.length < 2) throw unlabelled(address, classes.length);
  const making = yield* loadMaking(store, set, { cacheFolder, signal });
  await using multiplier = new NodeMatrixMultiplier();
  const context = { blocks: set.cuts.map(({ width }) => width), multiplier };
  const index = new LabelSetIndex(classes.length);
  const { labelOf } = index;
  const streamed = exceedsMemory(set, memoryBytes);
  const fromDisk = async function* () {
    const sampleRows = sampleRowsOf(set, memoryBytes);
    const folder = cachePlaces(cacheFolder).activations;
    const shards = yield* streamShards(store, set, { validation, seed, sampleRows, folder, labelOf, signal });
    await using _packed = shards.packed; // its file goes with the fit
    const read = performance.now();
    const sets = index.sets();
    expectLearnableSets(takeSets(sets, [...shards.sample.labels]), { classes, root: address });
    return { read, unreadable: shards.unreadable, fit: yield* fitStreamedSets(shards, sets, classes, context, options) };
  };
  const inMemory = async function* () {
    const { features, labels, keys, heldOut, unreadable } = yield* loadShards(store, set, { labelOf, signal });
    const read = performance.now();
    const sets = takeSets(index.sets(), [...labels]);
    expectLearnableSets(sets, { classes, root: address });
    return { read, unreadable, fit: yield* fitLabelSets({ features, sets, keys }, heldOut, classes, context, options) };
  };
  const { read, fit, unreadable } = yield* streamed ? fromDisk() : inMemory();
  const graph = classifierGraph(await making.backbone.graph(), fit.head, { cuts: making.cuts });
  const { split } = fit;
  const ended = performance.now();
  return {
    model: Model.fromGraph(describeMultiLabelModel({ classes, ...making, fit, seed }), graph),
    validation: fit.validation,
    crossValidation: fit.crossValidation,
    images: split.train + split.validation,
    split: split.by,
    counts: { train: split.train, validation: split.validation },
    streamed,
    skipped: unreadablePhotos(unreadable),
    seconds: { features: (read - started) / 1000, head: (ended - read) / 1000, total: (ended - started) / 1000 },
  };
}
