import type { Dataset } from '../../datasets/dataset.ts';
import { reportFiles, reportTrainingEvents } from '../../reporting/report-training.ts';
import { rowOf } from '../../tensor/matrix.ts';
import { type TrainEvent, type Training, trainEvents } from '../../training/train.ts';
import type { TrainOptions } from '../../training/train-options.ts';
import type { TuningRecord } from '../../training/tune-from-cut.ts';
import type { TrainingState } from '../contract.ts';
import type { Tuning, TuningCourse } from '../tuning-contract.ts';
import { figuresOf, type RunFigures } from './describe-run.ts';
import type { LearningSettings } from './learned-digest.ts';

/** What of a training from a layer on may be other than usual; see `TrainOptions`. */
export type DeeperOptions = Pick<
  TrainOptions,
  'epochs' | 'batchSize' | 'optimizer' | 'learningRate' | 'weightDecay' | 'labelSmoothing' | 'mixup' | 'leastGain' | 'patience'
>;

/** A network to be trained deeper than its head. */
export interface TuneTask {
  /** The very photos of the run. */
  readonly dataset: Dataset;
  readonly settings: LearningSettings & { readonly trainFrom: string };
  readonly tuning: DeeperOptions | undefined;
  /** What the classifier is called. */
  readonly name: string;
  /** Where the model goes. */
  readonly folder: string;
  readonly cacheFolder: string;
}

/** How far it is. */
export type TuneStep = Omit<Extract<TrainingState, { state: 'deeper' }>, 'state'>;

/** What it came to. The model lies in its folder where an epoch was kept. */
export interface TunedPhotos {
  readonly tuning: Tuning;
  /** On the photos held out: of what was trained deeper where that was kept, else of the head alone. */
  readonly figures: RunFigures;
  /** What was said of each photo held out, by the SHA-256 of its file: a probability a class. */
  readonly judged: readonly { readonly sha256: string; readonly probabilities: Float32Array }[];
}

/**
 * Trains a network from a layer on, together with a linear head, as `graft train --train-from` does: a part of the photos is held out, by which
 * the best epoch is chosen; where none does clearly better than the head alone, nothing is written.
 *
 * @throws as `trainEvents`, `Model.save`
 */
export async function* tunePhotos(task: TuneTask, signal: AbortSignal): AsyncGenerator<TuneStep, TunedPhotos, void> {
  const { dataset, settings, name, folder, cacheFolder } = task;
  const { backbone, range, cut, fit, trainFrom } = settings;
  const options = {
    ...task.tuning,
    data: dataset,
    backbone,
    range,
    fit,
    trainFrom,
    cacheFolder,
    signal,
    ...(cut.length === 0 ? {} : { cut }),
  };
  let course: TuningCourse = { from: trainFrom, before: null, epochs: [] };
  const at = (step: TuneStep['step'], { done = 0, total = 0, secondsLeft = 0 } = {}): TuneStep => ({
    step,
    done,
    total,
    secondsLeft,
    course,
  });
  yield at('starting');
  const steps = trainEvents(options);
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) {
    const event = step.value;
    course = followed(course, event);
    if (event.type === 'activations') yield at('activations', event);
    else if (event.type === 'tune-step' || event.type === 'tune-start') yield at('epochs', event.type === 'tune-step' ? event : {});
    else if (event.type === 'epoch') yield at('epochs', { done: course.epochs.length, total: event.epoch.epochs });
  }
  const training = step.value;
  const { model, tuning, validation, photos } = training;
  if (tuning === undefined) throw new Error('unreachable: a layer to train from was given');
  if (tuning.best > 0) {
    const reporting = reportTrainingEvents(training, { name, signal });
    let written = await reporting.next();
    for (; !written.done; written = await reporting.next()) yield at('report', written.value);
    await model.save(folder, { files: reportFiles(written.value), signal });
  }
  await model.close();
  return { tuning: describeTuning(tuning), figures: figuresOf(validation), judged: judgedOf(photos) };
}

function followed(course: TuningCourse, event: TrainEvent): TuningCourse {
  if (event.type === 'tune-start') return { ...course, before: scoreOf(event.before) ?? null };
  if (event.type !== 'epoch') return course;
  return { ...course, epochs: [...course.epochs, describeEpoch(event.epoch)] };
}

type Epoch = TuningRecord['epochs'][number];

function describeEpoch({
  epoch,
  loss,
  ...rest
}: Pick<Epoch, 'epoch' | 'loss' | 'validationLoss' | 'validationAccuracy'>): TuningCourse['epochs'][number] {
  const heldOut = scoreOf(rest);
  return { epoch, loss, ...(heldOut === undefined ? {} : { heldOut }) };
}

function scoreOf(
  score: { readonly validationLoss?: number | undefined; readonly validationAccuracy?: number | undefined } | undefined,
): { readonly loss: number; readonly accuracy: number } | undefined {
  const { validationLoss: loss, validationAccuracy: accuracy } = score ?? {};
  return loss === undefined || accuracy === undefined ? undefined : { loss, accuracy };
}

function describeTuning({ from, before, epochs, blocks, best }: TuningRecord): Tuning {
  const parameters = blocks.reduce((total, block) => total + block.parameters, 0);
  return { from, best, parameters, before: scoreOf(before) ?? null, epochs: epochs.map(describeEpoch) };
}

function judgedOf({ heldOut, heldOutProbabilities, hashes }: Training['photos']): TunedPhotos['judged'] {
  if (heldOutProbabilities === undefined) return [];
  return heldOut.map((place, row) => ({ sha256: hashes[place] ?? '', probabilities: rowOf(heldOutProbabilities, row).slice() }));
}
