import { comparePhotos } from '../checking/compare-photos.ts';
import { type GatherEvent, gatherPhotos } from '../checking/gather-photos.ts';
import { type Photo, readableFeatures, readablePhotos } from '../checking/readable-photos.ts';
import { Model } from '../classifier/model.ts';
import type { Dataset, SkippedFile } from '../datasets/dataset.ts';
import { type DatasetEvent, openDatasetEvents } from '../datasets/open-dataset.ts';
import { withoutTests } from '../datasets/without-tests.ts';
import { GraftError, invalidArgument } from '../errors.ts';
import { evaluateLabelSets, type LabelSetEvaluation } from '../evaluation/evaluate-label-sets.ts';
import { splitSetsByHash } from '../evaluation/split-sets-by-hash.ts';
import { classifierGraph } from '../export/classifier-graph.ts';
import type { StrengthEvent } from '../heads/fit-regression.ts';
import { type FitSigmoidHeadOptions, fitSigmoidHead, type SigmoidFit } from '../heads/fit-sigmoid-head.ts';
import { predictProbabilities } from '../heads/head.ts';
import { sigmoidRows } from '../heads/sigmoid-head.ts';
import { neverHeldOut } from '../heads/stratified-folds.ts';
import { wordsOf } from '../medium.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { drain } from '../tasks/drain.ts';
import { type LabelSets, labelSets, takeSets } from '../tensor/label-sets.ts';
import { type Matrix, takeRows } from '../tensor/matrix.ts';
import { describeMultiLabelModel } from './describe-multi-label-model.ts';
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
export type TrainMultiLabelEvent = DatasetEvent | GatherEvent | { readonly type: 'head'; readonly step: StrengthEvent };

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
  expectLearnable(everything.sets, dataset);
  const split = splitPhotos(photos, everything, options.validation, seed);
  const fitOptions = { blocks: cuts.map((cut) => cut.width), folds: options.folds, seed, multiplier, signal };
  const fitting = fitTo(selectPhotos(everything, split.train), { ...fitOptions, strength: options.strength });
  let step = await fitting.next();
  for (; !step.done; step = await fitting.next()) yield { type: 'head', step: step.value };
  let found = step.value;
  const heldOut = split.validation.length > 0 ? selectPhotos(everything, split.validation) : undefined;
  const validation =
    heldOut && evaluateLabelSets(await predictProbabilities(found.head, heldOut.features, multiplier), heldOut.sets, dataset.classes);
  const refit = split.by === 'hash' && heldOut !== undefined;
  const learned = refit ? everything : selectPhotos(everything, split.train);
  if (refit) found = await drain(fitTo(everything, { ...fitOptions, strength: found.strength }));
  const crossValidation = evaluateOutOfFold(found, learned.sets, dataset.classes);

  const graph = classifierGraph(await backbone.graph(), found.head, { cuts });
  const counts = { train: split.train.length, validation: split.validation.length };
  const manifest = describeMultiLabelModel({
    classes: dataset.classes,
    ...{ backbone, cuts, preprocessing, found, seed, validation, crossValidation },
    split: { by: split.by, ...counts, refitted: refit },
    sets: { train: takeSets(everything.sets, split.train), validation: takeSets(everything.sets, split.validation) },
  });
  return {
    model: Model.fromGraph(manifest, graph),
    validation,
    crossValidation,
    images: photos.length,
    split: split.by,
    counts,
    skipped: [...dataset.skipped, ...extracted.skipped.map(({ file, error }) => ({ path: file, reason: error.message }))],
    features: { computed: extracted.computed, cached: extracted.cached },
    seconds: { features: seconds, head: (performance.now() - headStarted) / 1000, total: (performance.now() - started) / 1000 },
  };
}

/** Features with the classes that the photos have. */
interface LabelledSets {
  readonly features: Matrix;
  readonly sets: LabelSets;
  readonly keys: readonly string[];
}

function selectPhotos({ features, sets, keys }: LabelledSets, rows: readonly number[]): LabelledSets {
  return { features: takeRows(features, rows), sets: takeSets(sets, rows), keys: rows.map((row) => keys[row] ?? '') };
}

function fitTo({ features, sets, keys }: LabelledSets, options: FitSigmoidHeadOptions): AsyncGenerator<StrengthEvent, SigmoidFit, void> {
  return fitSigmoidHead(features, sets, { ...options, keys });
}

/** Who is held out: the user's validation side where there is one, else a part chosen by content hash, copies with copies. */
function splitPhotos(
  photos: readonly Photo[],
  { sets, keys }: LabelledSets,
  fraction: number,
  seed: number,
): { readonly by: MultiLabelTraining['split']; readonly train: readonly number[]; readonly validation: readonly number[] } {
  const byFolders = photos.some(({ side }) => side === 'validation');
  const heldOut = byFolders ? photos.map(({ side }) => side === 'validation') : splitSetsByHash(keys, sets, fraction, seed);
  const all = [...photos.keys()];
  return {
    by: byFolders ? 'folders' : fraction === 0 ? 'none' : 'hash',
    train: all.filter((photo) => !heldOut[photo]),
    validation: all.filter((photo) => heldOut[photo]),
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

/** Judges the way of fitting on the photos that its folds held out. */
function evaluateOutOfFold(
  { crossValidation, head }: SigmoidFit,
  sets: LabelSets,
  classNames: readonly string[],
): MultiLabelTraining['crossValidation'] {
  if (crossValidation === undefined) return undefined;
  const { outOfFoldLogits, foldOf } = crossValidation;
  const rows = [...foldOf.keys()].filter((photo) => foldOf[photo] !== neverHeldOut);
  const probabilities = sigmoidRows(takeRows(outOfFoldLogits, rows), head.temperature);
  const folds = new Set(rows.map((row) => foldOf[row])).size;
  return { ...evaluateLabelSets(probabilities, takeSets(sets, rows), classNames), folds };
}

/** @throws `DATASET_EMPTY`, `DATASET_INVALID` for a class that no readable photo has, or that every one has. */
function expectLearnable(sets: LabelSets, { classes, root, medium }: Dataset): void {
  const { one, many, file, files } = wordsOf(medium);
  for (const [label, name] of classes.entries()) {
    let count = 0;
    for (let photo = 0; photo < sets.rows; photo++) count += sets.data[photo * sets.columns + label] ?? 0;
    if (count === 0) {
      throw new GraftError('DATASET_EMPTY', `The class "${name}" has no ${file} that can be read.`, {
        file: root,
        hint: `The list of skipped files says what is wrong with each; add readable ${files}, or remove the class.`,
      });
    }
    if (count < sets.rows) continue;
    throw new GraftError('DATASET_INVALID', `Every ${one} has the class "${name}", so there is nothing to tell it from.`, {
      file: root,
      hint: `Add ${many} without it, or leave the class out.`,
    });
  }
}
