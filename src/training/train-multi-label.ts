import { comparePhotos } from '../checking/compare-photos.ts';
import { type GatherEvent, gatherPhotos } from '../checking/gather-photos.ts';
import { readableFeatures, readablePhotos } from '../checking/readable-photos.ts';
import { Model } from '../classifier/model.ts';
import type { SkippedFile } from '../datasets/dataset.ts';
import { type DatasetEvent, openDatasetEvents } from '../datasets/open-dataset.ts';
import { withoutTests } from '../datasets/without-tests.ts';
import { invalidArgument } from '../errors.ts';
import type { LabelSetEvaluation } from '../evaluation/evaluate-label-sets.ts';
import { classifierGraph } from '../export/classifier-graph.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { drain } from '../tasks/drain.ts';
import { labelSets } from '../tensor/label-sets.ts';
import { describeMultiLabelModel } from './describe-multi-label-model.ts';
import { expectLearnableSets } from './expect-learnable-sets.ts';
import { fitLabelSets, type LabelledSets, type SetHeadEvent } from './fit-label-sets.ts';
import { expectNoLeaks } from './split-photos.ts';
import { resolveTrainOptions, type TrainOptions } from './train-options.ts';

/** What to train on, and how: those of {@link TrainOptions} that a sigmoid head, fitted to its optimum, has a use for. */
export type TrainMultiLabelOptions = Pick<
  TrainOptions,
  | 'data'
  | 'backbone'
  | 'precision'
  | 'range'
  | 'device'
  | 'sound'
  | 'cut'
  | 'fit'
  | 'imageSize'
  | 'strength'
  | 'folds'
  | 'validation'
  | 'seed'
  | 'strict'
  | 'allowLeakage'
  | 'keepFeatures'
  | 'cacheFolder'
  | 'signal'
>;

/** What happens during a training for several labels a photo. */
export type TrainMultiLabelEvent = DatasetEvent | GatherEvent | SetHeadEvent;

/** A trained classifier for several labels a photo, and how the training went. */
export interface MultiLabelTraining {
  readonly model: Model;
  /** Measured on photos that the head had not seen; undefined where none were held out. */
  readonly validation: LabelSetEvaluation | undefined;
  /** Over all photos that the kept head has learned from, each judged by a head that had not seen it. */
  readonly crossValidation: (LabelSetEvaluation & { readonly folds: number }) | undefined;
  /** Photos that took part. */
  readonly images: number;
  readonly split: 'folders' | 'hash' | 'none';
  readonly counts: { readonly train: number; readonly validation: number };
  /** Files that were passed over, and why. */
  readonly skipped: readonly SkippedFile[];
  /** Photos whose features were computed now, and those whose features were known. */
  readonly features: { readonly computed: number; readonly cached: number };
  readonly seconds: { readonly features: number; readonly head: number; readonly total: number };
}

/**
 * Trains a classifier on photos that may have several labels: as `train`, but with a head that says of each class for itself
 * whether it is there.
 *
 * @example
 * const { model, validation } = await trainMultiLabel({ data: 'scenes.csv' });
 * console.log(validation?.meanAveragePrecision);
 * @throws as `train`; `DATASET_INVALID` when every photo, or none, has one of the classes.
 */
export function trainMultiLabel(
  options: TrainMultiLabelOptions & { readonly onProgress?: ((event: TrainMultiLabelEvent) => void) | undefined },
): Promise<MultiLabelTraining> {
  return drain(trainMultiLabelEvents(options), options.onProgress);
}

/** Like {@link trainMultiLabel}, as a sequence of events that returns the result; leaving the loop stops the work. */
export async function* trainMultiLabelEvents(
  trainOptions: TrainMultiLabelOptions,
): AsyncGenerator<TrainMultiLabelEvent, MultiLabelTraining, void> {
  const options = resolveTrainOptions(trainOptions);
  expectNoOthers(trainOptions);
  if (options.cut === 'auto') throw invalidArgument('cut', 'the name of a cut, or several', 'auto', 'Leave cut out for the default.');
  const { signal, seed } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const { data, cacheFolder } = options;
  const dataset = typeof data === 'string' ? yield* openDatasetEvents(data, { multiLabel: true, cacheFolder, signal }) : data;
  const learning = withoutTests(dataset);
  const { backbone, cuts, preprocessing, extracted, seconds } = yield* gatherPhotos(learning, options);

  const headStarted = performance.now();
  await using multiplier = new NodeMatrixMultiplier();
  const photos = readablePhotos(learning.items, extracted);
  const features = readableFeatures(photos, extracted);
  const comparison = await comparePhotos(photos, features, cuts, { multiplier, signal });
  if (!options.allowLeakage) expectNoLeaks(comparison, dataset);
  const labelsOf = photos.map(({ row, label }) => learning.items[row]?.labels ?? [label]);
  const everything: LabelledSets = { features, sets: labelSets(labelsOf, dataset.classes.length), keys: comparison.keys };
  expectLearnableSets(everything.sets, dataset);
  const byFolders = photos.some(({ side }) => side === 'validation');
  const ownHeldOut = byFolders ? photos.map(({ side }) => side === 'validation') : undefined;
  const fit = yield* fitLabelSets(everything, ownHeldOut, dataset.classes, { blocks: cuts.map(({ width }) => width), multiplier }, options);
  const graph = classifierGraph(await backbone.graph(), fit.head, { cuts });
  const manifest = describeMultiLabelModel({ classes: dataset.classes, backbone, cuts, preprocessing, fit, seed });
  return {
    model: Model.fromGraph(manifest, graph),
    validation: fit.validation,
    crossValidation: fit.crossValidation,
    images: photos.length,
    split: fit.split.by,
    counts: { train: fit.split.train, validation: fit.split.validation },
    skipped: [...dataset.skipped, ...extracted.skipped.map(({ file, error }) => ({ path: file, reason: error.message }))],
    features: { computed: extracted.computed, cached: extracted.cached },
    seconds: { features: seconds, head: (performance.now() - headStarted) / 1000, total: (performance.now() - started) / 1000 },
  };
}

/** Options of `train` that a sigmoid head has no use for: refused rather than ignored, where untyped code gives them. */
const others = [
  ...(['head', 'optimizer', 'epochs', 'batchSize', 'learningRate', 'hidden', 'neighbours', 'classWeights'] as const),
  ...(['coverage', 'keepKnown', 'learningCurve', 'crossValidate', 'augment', 'trainFrom'] as const),
];

function expectNoOthers(options: TrainOptions): void {
  for (const name of others) {
    if (options[name] === undefined) continue;
    throw invalidArgument(name, 'left out: photos with several labels get a sigmoid head, fitted to its optimum', options[name]);
  }
}
