import type { Findings } from '../audit/audit-photos.ts';
import type { GatherEvent } from '../checking/gather-photos.ts';
import { Model } from '../classifier/model.ts';
import type { SkippedFile } from '../datasets/dataset.ts';
import { type DatasetEvent, openDatasetEvents } from '../datasets/open-dataset.ts';
import { type CrossValidation, evaluateOutOfFold } from '../evaluation/evaluate-out-of-fold.ts';
import { type Evaluation, evaluatePredictions } from '../evaluation/evaluate-predictions.ts';
import type { LearningCurve } from '../evaluation/learning-curve.ts';
import { classifierGraph } from '../export/classifier-graph.ts';
import type { OutOfFold } from '../heads/out-of-fold.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { drain } from '../tasks/drain.ts';
import { type Matrix, takeColumns, takeRows } from '../tensor/matrix.ts';
import { auditTraining } from './audit-training.ts';
import { type AugmentationGain, augmentPhotos, compareWithoutCopies, ofPhotosAlone, withCopies } from './augment-photos.ts';
import { type CutEvent, chooseCut, columnsOf } from './choose-cut.ts';
import { describeModel } from './describe-model.ts';
import { fitHeadEvents, type HeadEvent } from './fit-head-events.ts';
import { fitTrust, measureTrust, type TrustMeasurement } from './fit-trust.ts';
import { judgeHeldOut } from './judge-held-out.ts';
import { type Labelled, selectPhotos } from './labelled.ts';
import { loadPhotos } from './load-photos.ts';
import { type LearningEvent, measureLearningCurve } from './measure-learning-curve.ts';
import { besideFor } from './split-backbone.ts';
import { countSides, expectNoLeaks, type Split, splitPhotos } from './split-photos.ts';
import { resolveTrainOptions, type TrainOptions } from './train-options.ts';
import type { TrainedPhotos } from './trained-photos.ts';
import { type TuneEvent, type TuningRecord, tuneFromCut } from './tune-from-cut.ts';

/** What happens during a training. */
export type TrainEvent = DatasetEvent | GatherEvent | HeadEvent | CutEvent | TuneEvent | LearningEvent;

/** A trained classifier, and how the training went. */
export interface Training {
  readonly model: Model;
  /** Measured on photos that the head had not seen; undefined where none were held out. */
  readonly validation: Evaluation | undefined;
  /**
   * Over all photos that the model's head has learned from, each judged by a head that had not seen it; undefined where that was not
   * asked for, or no photo could be held out.
   */
  readonly crossValidation: CrossValidation | undefined;
  /** How the backbone was trained from a cut on; undefined where the head alone was trained. */
  readonly tuning: TuningRecord | undefined;
  /** What learning from changed copies brought; undefined where there were none. */
  readonly augmentation: AugmentationGain | undefined;
  /** Prediction sets and "none of these", on the photos held out; undefined where there are none. */
  readonly trust: TrustMeasurement | undefined;
  /** How accuracy grows with the number of photos; undefined where that was not asked for. */
  readonly learningCurve: LearningCurve | undefined;
  /** What those heads said, photo by photo. */
  readonly outOfFold: (OutOfFold & Pick<Labelled, 'labels'> & { readonly files: readonly string[] }) | undefined;
  /** What is odd about the photos: copies, labels that are probably wrong, and what else a check finds. */
  readonly findings: Findings;
  /** Photos that took part. */
  readonly images: number;
  readonly split: Split['by'];
  readonly counts: { readonly train: number; readonly validation: number };
  /** The photos themselves, and their features. */
  readonly photos: TrainedPhotos;
  /** Files that were passed over, and why. */
  readonly skipped: readonly SkippedFile[];
  /** Photos whose features were computed now, and those whose features were known. */
  readonly features: { readonly computed: number; readonly cached: number };
  readonly seconds: { readonly features: number; readonly head: number; readonly total: number };
}

/**
 * Trains a classifier on a folder of labelled photos: frozen backbone, bottleneck features computed once, a new head.
 *
 * @example
 * const { model, validation } = await train({ data: './photos' });
 * await model.save('./photos.graft');
 * @throws `DATASET_…`, `UNKNOWN_BACKBONE`, `UNKNOWN_CUT`, `DOWNLOAD_FAILED`, `INVALID_ARGUMENT`; the signal's reason
 */
export function train(options: TrainOptions & { readonly onProgress?: ((event: TrainEvent) => void) | undefined }): Promise<Training> {
  return drain(trainEvents(options), options.onProgress);
}

/** Like {@link train}, as a sequence of events that returns the result; leaving the loop stops the work. */
export async function* trainEvents(trainOptions: TrainOptions): AsyncGenerator<TrainEvent, Training, void> {
  const options = resolveTrainOptions(trainOptions);
  const { signal } = options;
  signal?.throwIfAborted();
  const started = performance.now();

  const { data: source, cacheFolder } = options;
  const dataset = typeof source === 'string' ? yield* openDatasetEvents(source, { cacheFolder, signal }) : source;
  await using multiplier = new NodeMatrixMultiplier();
  const loaded = yield* loadPhotos(dataset, options, multiplier, besideFor(options));
  const { backbone, cuts, preprocessing, photos, comparison, data: everything } = loaded;

  if (!options.allowLeakage) expectNoLeaks(comparison, dataset);
  // Training from a cut changes the pictures, not the features: they go through what is trained.
  const augmented = yield* augmentPhotos(loaded, cuts, options.tuning === undefined ? options : { ...options, augment: [] });
  const featureSeconds = (performance.now() - started) / 1000;
  const headStarted = performance.now();
  const split = splitPhotos(comparison, dataset, options);
  const classes = dataset.classes.length;
  const chosen =
    options.cut === 'auto'
      ? yield* chooseCut(selectPhotos(everything, split.train), cuts, backbone.description.defaultCut, { classes, multiplier }, options)
      : cuts;
  const read = (features: Matrix): Matrix => (chosen === cuts ? features : takeColumns(features, columnsOf(chosen, cuts)));
  let data = { ...everything, features: read(everything.features) };
  const changed = augmented.copies.map(read);

  const context = { classes, blocks: chosen.map((cut) => cut.width), multiplier };
  let training = selectPhotos(data, split.train);
  const heldOut = split.validation.length > 0 ? selectPhotos(data, split.validation) : undefined;
  const ownCopies = changed.map((features) => takeRows(features, split.train));
  let trained = ofPhotosAlone(yield* fitHeadEvents(withCopies(training, ownCopies), heldOut, context, options), training.labels.length);
  const augmentation = changed.length === 0 ? undefined : await compareWithoutCopies(trained, training, dataset.classes, context, options);
  const { outOfFold: foundOutOfFold } = trained;
  const { trainFrom, tuning } = options;
  const attempt =
    trainFrom === undefined || tuning === undefined || trained.head.kind !== 'softmax'
      ? undefined
      : yield* tuneFromCut(
          { from: trainFrom, tuning, backbone, cuts: chosen, preprocessing, photos, data, split, context, alone: trained },
          options,
        );
  // Where training the backbone brought nothing, the head alone is what was asked for at its best.
  const tuned = attempt?.record.best === 0 ? undefined : attempt;
  if (tuned !== undefined) {
    ({ trained, data } = tuned);
    training = selectPhotos(data, split.train);
  }
  const judged = tuned === undefined ? heldOut && (await judgeHeldOut(trained.head, heldOut, multiplier)) : tuned.judged;
  const validation = judged && evaluatePredictions(judged.probabilities, judged.labels, dataset.classes, judged);
  let trust = await fitTrust(trained, training, judged, context, options);
  const measured = judged && (await measureTrust(trust, judged, context, options));
  const refit = split.by === 'hash' && heldOut !== undefined && trained.refit !== undefined;
  const learned = refit ? data : training;
  if (refit && trained.refit) {
    trained = ofPhotosAlone(await trained.refit(withCopies(data, changed)), photos.length);
    trust = await fitTrust(trained, data, judged, context, options);
  }
  // Which labels look wrong is told by heads on the backbone as it was: none of them has seen the photo that it judges.
  const outOfFold = tuned === undefined ? (trained.outOfFold ?? foundOutOfFold) : foundOutOfFold;
  const learningCurve =
    options.learningCurve && tuned === undefined
      ? yield* measureLearningCurve(learned, dataset.classes, trained, context, options)
      : undefined;
  const places = refit && tuned === undefined ? [...photos.keys()] : split.train;
  const findings = auditTraining(comparison, dataset.classes, outOfFold && { ...outOfFold, places });
  const crossValidation = trained.outOfFold && evaluateOutOfFold(trained.outOfFold, learned.labels, dataset.classes);

  const graph = classifierGraph(tuned?.backbone ?? (await backbone.graph()), trained.head, {
    cuts: chosen,
    novelty: trust.novelty?.novelty,
  });
  const headSeconds = (performance.now() - headStarted) / 1000;
  const counts = { train: split.train.length, validation: split.validation.length };
  const manifest = describeModel({
    classes: dataset.classes,
    backbone,
    cuts: chosen,
    preprocessing,
    trained,
    tuning: tuned?.record,
    options,
    validation,
    crossValidation,
    trust,
    measured,
    split: { by: split.by, ...counts, refitted: refit },
    counts: countSides(photos, split, classes),
  });
  return {
    model: Model.fromGraph(manifest, graph),
    validation,
    crossValidation,
    tuning: attempt?.record,
    augmentation,
    trust: measured,
    learningCurve,
    outOfFold: outOfFold && {
      ...outOfFold,
      labels: Int32Array.from(places, (place) => data.labels[place] ?? 0),
      files: places.map((place) => photos[place]?.file ?? ''),
    },
    findings,
    images: photos.length,
    split: split.by,
    counts,
    photos: {
      root: dataset.root,
      files: photos.map(({ file }) => file),
      sources: photos.map(({ source }) => source),
      labels: data.labels,
      hashes: photos.map(({ hash }) => hash),
      features: data.features,
      heldOut: split.validation,
      heldOutProbabilities: judged?.probabilities,
    },
    skipped: [...dataset.skipped, ...loaded.skipped],
    features: {
      computed: loaded.features.computed + augmented.computed,
      cached: loaded.features.cached + augmented.cached,
    },
    seconds: {
      features: changed.length === 0 ? loaded.seconds : featureSeconds,
      head: headSeconds,
      total: (performance.now() - started) / 1000,
    },
  };
}
