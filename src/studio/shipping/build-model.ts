import type { Dataset } from '../../datasets/dataset.ts';
import { reportFiles, reportTrainingEvents } from '../../reporting/report-training.ts';
import { type TrainEvent, trainEvents } from '../../training/train.ts';
import { measureOf } from '../engine/describe-run.ts';
import { type LearningSettings, learnedDigest } from '../engine/learned-digest.ts';
import { type BuiltModel, describeBuilt } from './describe-built.ts';
import { packFolder } from './pack-folder.ts';
import { fetching, type ShipStep } from './ship-step.ts';
import { shippingPlaces } from './shipping-places.ts';

/** A model to be built. */
export interface BuildTask {
  readonly kind: 'build';
  /** The very photos of the run whose head is wanted. */
  readonly dataset: Dataset;
  readonly settings: LearningSettings;
  /** What the classifier is called. */
  readonly name: string;
  /** The project's shipping folder. */
  readonly folder: string;
  readonly cacheFolder: string;
}

/**
 * Trains a model as the run was trained, writes its report, and saves both: what was tried is what is shipped. The features are in
 * the store, so that it takes seconds.
 *
 * @throws as `trainEvents`, `Model.save`
 */
export async function* buildModel(task: BuildTask, signal: AbortSignal): AsyncGenerator<ShipStep, BuiltModel, void> {
  const { dataset, settings, name, folder, cacheFolder } = task;
  const { backbone, range, cut, fit, head, sound } = settings;
  const places = shippingPlaces(folder);
  const options = {
    data: dataset,
    backbone,
    range,
    fit,
    head,
    sound,
    cacheFolder,
    signal,
    ...(cut.length === 0 ? {} : { cut }),
  };
  const training = trainEvents({ ...options, validation: 0, crossValidate: true });
  let step = await training.next();
  for (; !step.done; step = await training.next()) {
    const told = stepOf(step.value);
    if (told !== undefined) yield told;
  }
  const trained = step.value;
  const { model, crossValidation, photos } = trained;
  const reporting = reportTrainingEvents(trained, { name, signal });
  let written = await reporting.next();
  for (; !written.done; written = await reporting.next()) yield { step: 'report', done: written.value.done, total: written.value.total };
  yield { step: 'packing' };
  await model.save(places.model, { files: reportFiles(written.value), signal });
  const bytes = await packFolder(places.model, places.files.model, `${name}.graft`, signal);
  await model.close();
  const digest = learnedDigest({
    settings,
    classes: model.classes,
    photos: photos.hashes.map((sha256, row) => ({ sha256, label: photos.labels[row] ?? 0 })),
  });
  const measure = crossValidation && measureOf(crossValidation);
  return await describeBuilt(model.manifest, {
    ...{ folder, name, digest, bytes, photos: photos.files.length },
    ...(measure === undefined ? {} : { measure }),
  });
}

function stepOf(event: TrainEvent): ShipStep | undefined {
  switch (event.type) {
    case 'download':
    case 'waiting':
      return fetching(event);
    case 'features':
      return { step: 'photos', done: event.done, total: event.total };
    case 'head':
    case 'epoch':
      return { step: 'head' };
    default:
      return undefined;
  }
}
