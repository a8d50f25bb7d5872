import type { Dataset } from '../datasets/dataset.ts';
import { expectMedium } from '../datasets/expect-medium.ts';
import { matchClasses } from '../datasets/match-classes.ts';
import { type DatasetEvent, openDatasetEvents } from '../datasets/open-dataset.ts';
import { openPictures } from '../datasets/open-pictures.ts';
import { evaluateLabelSets } from '../evaluation/evaluate-label-sets.ts';
import { evaluatePredictions } from '../evaluation/evaluate-predictions.ts';
import { measureRejection } from '../evaluation/measure-rejection.ts';
import { leastProbabilityFor, measurePredictionSets } from '../evaluation/prediction-sets.ts';
import { modelCard } from '../export/model-card.ts';
import type { ExportEvent, Exported, ExportOptions } from '../exporting/export-model.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Graph } from '../graph/graph.ts';
import { manifestFile, networkFile } from '../manifest/bundle-files.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { ImageInput } from '../media/image-input.ts';
import type { Medium } from '../medium.ts';
import { hearsNothing, otherLabels, tellsNothingUnknown } from '../prediction/incapable-model.ts';
import { type NamingOptions, nameClasses, setCalibrationOf } from '../prediction/name-classes.ts';
import type { Predicted } from '../prediction/predicted.ts';
import type { Prediction } from '../prediction/prediction.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { Device } from '../runtime/device.ts';
import { Session } from '../runtime/session.ts';
import type { SoundSpan } from '../sounds/label-spans.ts';
import { drain } from '../tasks/drain.ts';
import { labelSets } from '../tensor/label-sets.ts';
import { type ClassifiedDataset, classifyDataset, type EvaluateEvent, type EvaluateOptions } from './classify-dataset.ts';
import { type Classified, type ClassifyOptions, classifyImages } from './classify-images.ts';
import { classifySounds } from './classify-sounds.ts';
import type { EvaluateModelOptions, EvaluationResult, LabelSetEvaluationResult } from './evaluation-result.ts';
import { activationsOf, type ExplainOptions, type Explanation, explainClass } from './explain-image.ts';
import { type ModelFiles, readModel, writeModel } from './model-files.ts';
import { networkForDevice } from './network-for-device.ts';
import { type OpenedClassifier, openClassifier } from './open-classifier.ts';
import { SoundNetwork } from './sound-network.ts';
import { type TimelineEvent, type TimelineOptions, timelineOf } from './timeline.ts';

/** Options of {@link Model.predict}. */
export interface PredictOptions extends ClassifyOptions, NamingOptions {}

/**
 * A trained classifier.
 *
 * It holds native memory from the first prediction until `close()`.
 */
export class Model implements AsyncDisposable {
  readonly manifest: Manifest;
  readonly #network: Uint8Array;
  readonly #device: Device;
  #session: Promise<Session> | undefined;
  #sounds: Promise<SoundNetwork> | undefined;
  #opened: Promise<OpenedClassifier> | undefined;

  /** Use `train` or `loadModel` to get one. */
  constructor(manifest: Manifest, network: Uint8Array, device: Device = 'cpu') {
    this.manifest = manifest;
    this.#network = network;
    this.#device = device;
  }

  /** A model from its graph, as training makes it. */
  static fromGraph(manifest: Manifest, graph: Graph): Model {
    const metadata = { labels: JSON.stringify(manifest.classes), preprocessing: JSON.stringify(manifest.preprocessing) };
    return new Model(manifest, writeOnnx({ ...graph, metadata: { ...graph.metadata, ...metadata } }));
  }

  /** The network as the bytes of `model.onnx`; not to be changed. */
  get network(): Uint8Array {
    return this.#network;
  }

  /** The classes, in the order of the network's outputs. */
  get classes(): readonly string[] {
    return this.manifest.classes;
  }

  /**
   * Says what is in pictures: for each its classes, most probable first.
   *
   * @example const [[best]] = await model.predict(['lunch.jpg']);
   * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `FILE_NOT_FOUND` for the first picture that cannot be read; use
   * {@link predictEach} to go on past it.
   */
  async predict(images: readonly ImageInput[], options: PredictOptions = {}): Promise<(readonly Prediction[])[]> {
    const all: (readonly Prediction[])[] = [];
    for await (const outcome of this.predictEach(images, options)) {
      if ('error' in outcome) throw outcome.error;
      all.push(outcome.predictions);
    }
    return all;
  }

  /** Like {@link predict} for any number of pictures: yields an outcome for each, in their order, memory bounded. */
  async *predictEach(
    images: Iterable<ImageInput> | AsyncIterable<ImageInput>,
    options: PredictOptions = {},
  ): AsyncGenerator<Predicted, void, void> {
    const { top, coverage, ...rest } = options;
    const name = nameClasses(this.manifest, { top, coverage });
    for await (const outcome of this.#classify(images, rest)) {
      if ('error' in outcome) yield outcome;
      else yield { index: outcome.index, ...name(outcome.probabilities, outcome.novelty) };
    }
  }

  /**
   * Shows where in a picture the evidence for a class lies: exact class activation maps of all blocks that the head reads.
   * Costs as much as a prediction. {@link paintExplanation} draws it over the picture.
   *
   * @example const { map, class: { label } } = await model.explain('lunch.jpg');
   * @throws `MODEL_INCAPABLE` where the head is not linear, `INVALID_ARGUMENT` for an unknown class; as {@link predict}
   */
  async explain(image: ImageInput, options: ExplainOptions = {}): Promise<Explanation> {
    this.#opened ??= openClassifier(this.#network, this.manifest).catch((error: unknown) => {
      this.#opened = undefined; // nothing to close
      throw error;
    });
    const opened = await this.#opened;
    const preprocessing = parsePreprocessing(this.manifest.preprocessing, manifestFile);
    const activations = await activationsOf(opened.network, image, preprocessing, options.signal);
    return explainClass(opened, activations, this.classes, preprocessing, options);
  }

  /**
   * What a model of sounds hears in a long one over time. `audacityLabels` writes it for Audacity.
   *
   * @throws `MODEL_INCAPABLE` for a model of photos, `SOUND_UNREADABLE`, `SOUND_TOO_LONG`
   */
  timeline(
    sound: ImageInput,
    options: TimelineOptions & { readonly onProgress?: ((event: TimelineEvent) => void) | undefined } = {},
  ): Promise<readonly SoundSpan[]> {
    return drain(this.timelineEvents(sound, options), options.onProgress);
  }

  /** Like {@link timeline}, as a sequence of events that returns the result. */
  async *timelineEvents(sound: ImageInput, options: TimelineOptions = {}): AsyncGenerator<TimelineEvent, readonly SoundSpan[], void> {
    const preprocessing = parsePreprocessing(this.manifest.preprocessing, manifestFile);
    if (preprocessing.sound === undefined) throw hearsNothing();
    return yield* timelineOf(await this.#openSounds(preprocessing), preprocessing, this.classes, sound, options);
  }

  /**
   * Measures the model on labelled photos: whatever `openDataset` opens, or a dataset. Where a part is for testing, that part.
   *
   * @throws `DATASET_…`; `MODEL_INCAPABLE` for a model of several labels a photo, for which there is
   * {@link evaluateLabelSets}; with `strict`, the first unreadable picture's error.
   */
  evaluate(
    data: string | Dataset,
    options: EvaluateModelOptions & { readonly onProgress?: ((event: DatasetEvent | EvaluateEvent) => void) | undefined } = {},
  ): Promise<EvaluationResult> {
    return drain(this.evaluateEvents(data, options), options.onProgress);
  }

  /** Like {@link evaluate}, as a sequence of events that returns the result. */
  async *evaluateEvents(
    data: string | Dataset,
    options: EvaluateModelOptions = {},
  ): AsyncGenerator<DatasetEvent | EvaluateEvent, EvaluationResult, void> {
    const { signal, unknown, coverage } = options;
    if (this.manifest.metrics.labelSets !== undefined) throw otherLabels('several labels', 'evaluateLabelSets');
    if (coverage !== undefined) leastProbabilityFor(setCalibrationOf(this.manifest), coverage); // refused now rather than at the end
    if (unknown !== undefined && this.manifest.rejection === undefined) throw tellsNothingUnknown();
    const opened = typeof data === 'string' ? yield* openDatasetEvents(data, { use: 'evaluation', signal }) : data;
    expectMedium(opened, this.medium);
    const dataset = matchClasses(opened, this.classes);
    const { items, probabilities, novelty, skipped } = yield* this.classifyDataset(dataset, options);
    const others =
      unknown === undefined ? undefined : yield* this.classifyDataset(await openPictures(unknown, signal, this.medium), options);
    const labels = items.map((item) => item.label);
    const sets = this.manifest.predictionSets;
    return {
      ...evaluatePredictions(probabilities, labels, this.classes),
      rejection: novelty && measureRejection(novelty, others?.novelty),
      predictionSets: sets && measurePredictionSets(probabilities, labels, sets, coverage ?? 0.9),
      skipped: [...dataset.skipped, ...skipped, ...(others?.skipped ?? [])],
    };
  }

  /**
   * Measures a model of several labels a photo on photos labelled so.
   *
   * @throws `DATASET_…`; `MODEL_INCAPABLE` for a model of one label a photo; with `strict`, the first unreadable picture's error.
   */
  evaluateLabelSets(
    data: string | Dataset,
    options: EvaluateOptions & { readonly onProgress?: ((event: DatasetEvent | EvaluateEvent) => void) | undefined } = {},
  ): Promise<LabelSetEvaluationResult> {
    return drain(this.evaluateLabelSetsEvents(data, options), options.onProgress);
  }

  /** Like {@link evaluateLabelSets}, as a sequence of events that returns the result. */
  async *evaluateLabelSetsEvents(
    data: string | Dataset,
    options: EvaluateOptions = {},
  ): AsyncGenerator<DatasetEvent | EvaluateEvent, LabelSetEvaluationResult, void> {
    const { labelSets: measured } = this.manifest.metrics;
    if (measured === undefined) throw otherLabels('one label', 'evaluate');
    const opening = { use: 'evaluation', multiLabel: true, signal: options.signal } as const;
    const opened = typeof data === 'string' ? yield* openDatasetEvents(data, opening) : data;
    const dataset = matchClasses(opened, this.classes);
    const { items, probabilities, skipped } = yield* this.classifyDataset(dataset, options);
    const truth = labelSets(
      items.map((item) => item.labels ?? [item.label]),
      this.classes.length,
    );
    const found = evaluateLabelSets(probabilities, truth, this.classes, measured.threshold);
    return { ...found, skipped: [...dataset.skipped, ...skipped] };
  }

  /** What the model says of each photo of a dataset; of one with a test side, that part. Used by evaluations and comparisons. */
  async *classifyDataset(dataset: Dataset, options: EvaluateOptions = {}): AsyncGenerator<EvaluateEvent, ClassifiedDataset, void> {
    return yield* classifyDataset((images, how) => this.#classify(images, how), dataset, this.classes.length, options);
  }

  /**
   * Writes the model as a folder that needs nothing but ONNX Runtime to run: `model.onnx`, `labels.txt`, `graft.json`
   * and a model card. It is there whole or not at all; an older model there is replaced.
   *
   * @param options.files Further files of the folder, by name: a report, for instance.
   * @throws `ALREADY_EXISTS` when something else stands there, `DISK_FULL`, `WRITE_FAILED`
   */
  async save(
    folder: string,
    options: { readonly files?: ModelFiles | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    const labels = `${this.classes.join('\n')}\n`;
    const files = {
      ...options.files,
      [networkFile]: this.#network,
      'labels.txt': labels,
      'README.md': modelCard(this.manifest, folder),
    };
    await writeModel(folder, this.manifest, files, options.signal);
  }

  /**
   * Exports the model for phones, browsers and other programs: makes the file, compares it with the model on pictures, and
   * writes it, whole or not at all.
   *
   * @example await model.export({ to: 'tflite', out: 'photos.tflite' });
   * @throws `EXPORT_STRAYS` where what was made predicts other things, `MODEL_INCAPABLE` where the form cannot hold the model,
   * `ALREADY_EXISTS`, `DISK_FULL`, `WRITE_FAILED`
   */
  export(options: ExportOptions & { readonly onProgress?: ((event: ExportEvent) => void) | undefined }): Promise<Exported> {
    return drain(this.exportEvents(options), options.onProgress);
  }

  /** Like {@link export}, as a sequence of events that returns the result. */
  async *exportEvents(options: ExportOptions): AsyncGenerator<ExportEvent, Exported, void> {
    const { exportModelEvents } = await import('../exporting/export-model.ts'); // predictions should not wait for what writes files
    return yield* exportModelEvents({ manifest: this.manifest, network: this.#network }, options);
  }

  /** What the model takes. */
  get medium(): Medium {
    return 'sound' in this.manifest.preprocessing ? 'sounds' : 'photos';
  }

  /** Frees the native memory; a later prediction loads the network again. */
  async close(): Promise<void> {
    const [session, sounds, opened] = [this.#session, this.#sounds, this.#opened];
    this.#session = undefined;
    this.#sounds = undefined;
    this.#opened = undefined;
    await (await session)?.close();
    await (await sounds)?.close();
    await (await opened)?.network.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #openSounds(preprocessing: Preprocessing): Promise<SoundNetwork> {
    const device = this.#device;
    this.#sounds ??= SoundNetwork.open(networkForDevice(this.#network, device), this.manifest, preprocessing, (body) =>
      Session.open(body, { device }),
    );
    return this.#sounds;
  }

  async *#classify(
    images: Iterable<ImageInput> | AsyncIterable<ImageInput>,
    options: ClassifyOptions,
  ): AsyncGenerator<Classified, void, void> {
    const preprocessing = parsePreprocessing(this.manifest.preprocessing, manifestFile);
    if (preprocessing.sound !== undefined) {
      yield* classifySounds(await this.#openSounds(preprocessing), preprocessing, images, options);
      return;
    }
    this.#session ??= Session.open(networkForDevice(this.#network, this.#device), { device: this.#device });
    yield* classifyImages({ session: await this.#session, preprocessing }, images, options);
  }
}

/** How a model is loaded. */
export interface LoadModelOptions {
  /**
   * What predictions are computed on; {@link chooseDevice} tells which there are. On an accelerator the network computes in float32, whose
   * predictions differ from those in 8-bit by the rounding alone.
   * @default 'cpu'
   */
  readonly device?: Device | undefined;
}

/**
 * Loads a trained model.
 *
 * @param folder What `graft train` or `model.save` wrote.
 * @throws `FILE_NOT_FOUND`, `MODEL_DAMAGED`, `MODEL_TOO_NEW`
 */
export async function loadModel(folder: string, { device }: LoadModelOptions = {}): Promise<Model> {
  const { manifest, network } = await readModel(folder);
  return new Model(manifest, network, device);
}
