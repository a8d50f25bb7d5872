import type { Dataset } from '../datasets/dataset.ts';
import { matchClasses } from '../datasets/match-classes.ts';
import { openDataset } from '../datasets/open-dataset.ts';
import { GraftError, invalidArgument } from '../errors.ts';
import { type Evaluation, evaluatePredictions } from '../evaluation/evaluate-predictions.ts';
import { modelCard } from '../export/model-card.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Graph } from '../graph/graph.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { ImageInput } from '../media/image-input.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { Session } from '../runtime/session.ts';
import { drain } from '../tasks/drain.ts';
import { matrix } from '../tensor/matrix.ts';
import { ActivationNetwork } from './activation-network.ts';
import { type Classified, type ClassifyOptions, classifyImages } from './classify-images.ts';
import { activationsOf, type ExplainOptions, type Explanation, explainClass } from './explain-image.ts';
import { type ModelFiles, manifestFile, networkFile, readModel, writeModel } from './model-files.ts';
import { type Prediction, topPredictions } from './prediction.ts';

/** Options of {@link Model.predict}. */
export interface PredictOptions extends ClassifyOptions {
  /** How many classes to name for a picture. @default all */
  readonly top?: number | undefined;
}

/** One picture's outcome: its classes, best first, or why it could not be read. */
export type Predicted =
  | { readonly index: number; readonly predictions: readonly Prediction[] }
  | { readonly index: number; readonly error: GraftError };

/** How an evaluation goes. */
export interface EvaluateOptions extends ClassifyOptions {
  /** Whether the first picture that cannot be read ends it. @default false: it is skipped and listed */
  readonly strict?: boolean | undefined;
}

/** What happens during an evaluation. */
export type EvaluateEvent =
  | {
      readonly type: 'evaluate';
      readonly done: number;
      readonly total: number;
      readonly imagesPerSecond: number;
      readonly secondsLeft: number;
    }
  | { readonly type: 'skipped'; readonly file: string; readonly error: GraftError };

/** How good a model is on a dataset, and what was passed over. */
export interface EvaluationResult extends Evaluation {
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * A trained classifier.
 *
 * It holds native memory from the first prediction until `close()`.
 */
export class Model implements AsyncDisposable {
  readonly manifest: Manifest;
  readonly #network: Uint8Array;
  #session: Promise<Session> | undefined;
  #activations: Promise<ActivationNetwork> | undefined;

  /** Use `train` or `loadModel` to get one. */
  constructor(manifest: Manifest, network: Uint8Array) {
    this.manifest = manifest;
    this.#network = network;
  }

  /** A model from its graph, as training makes it. */
  static fromGraph(manifest: Manifest, graph: Graph): Model {
    const metadata = { labels: JSON.stringify(manifest.classes), preprocessing: JSON.stringify(manifest.preprocessing) };
    return new Model(manifest, writeOnnx({ ...graph, metadata: { ...graph.metadata, ...metadata } }));
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
    const { top = this.classes.length, ...rest } = options;
    if (!Number.isInteger(top) || top < 1) throw invalidArgument('top', 'a whole number of at least 1', top);
    for await (const outcome of this.#classify(images, rest)) {
      if ('error' in outcome) yield outcome;
      else yield { index: outcome.index, predictions: topPredictions(outcome.probabilities, this.classes, top) };
    }
  }

  /**
   * Shows where in a picture the evidence for a class lies: exact class activation maps of all blocks that the head reads.
   * Costs as much as a prediction. {@link paintExplanation} draws it over the picture.
   *
   * @example const { map, class: { label } } = await model.explain('lunch.jpg');
   * @throws `UNSUPPORTED_HEAD` where the head is not linear, `INVALID_ARGUMENT` for an unknown class; as {@link predict}
   */
  async explain(image: ImageInput, options: ExplainOptions = {}): Promise<Explanation> {
    this.#activations ??= ActivationNetwork.open(this.#network, this.manifest).catch((error: unknown) => {
      this.#activations = undefined; // nothing to close
      throw error;
    });
    const network = await this.#activations;
    const preprocessing = parsePreprocessing(this.manifest.preprocessing, manifestFile);
    const activations = await activationsOf(network, image, preprocessing, options.signal);
    return explainClass(network, activations, this.classes, preprocessing, options);
  }

  /**
   * Measures the model on labelled photos: a folder per class, or a dataset. Of a folder with `test/` in it, that part.
   *
   * @throws `DATASET_…`; with `strict`, the first unreadable picture's error.
   */
  evaluate(
    data: string | Dataset,
    options: EvaluateOptions & { readonly onProgress?: ((event: EvaluateEvent) => void) | undefined } = {},
  ): Promise<EvaluationResult> {
    return drain(this.evaluateEvents(data, options), options.onProgress);
  }

  /** Like {@link evaluate}, as a sequence of events that returns the result. */
  async *evaluateEvents(data: string | Dataset, options: EvaluateOptions = {}): AsyncGenerator<EvaluateEvent, EvaluationResult, void> {
    const { signal, strict = false } = options;
    const dataset = matchClasses(typeof data === 'string' ? await openDataset(data, { use: 'evaluation', signal }) : data, this.classes);
    const tests = dataset.items.filter((item) => item.side === 'test');
    const items = tests.length > 0 ? tests : dataset.items;
    const probabilities = matrix(items.length, this.classes.length);
    const labels: number[] = [];
    const skipped: { path: string; reason: string }[] = [];
    const started = performance.now();
    let [done, spokeAt] = [0, 0];
    for await (const outcome of this.#classify(
      items.map((item) => item.path),
      options,
    )) {
      const item = items[outcome.index];
      if (item === undefined) continue;
      done++;
      if ('error' in outcome) {
        if (strict) throw outcome.error;
        skipped.push({ path: item.path, reason: outcome.error.message });
        yield { type: 'skipped', file: item.path, error: outcome.error };
      } else {
        probabilities.data.set(outcome.probabilities, labels.length * this.classes.length);
        labels.push(item.label);
      }
      if (performance.now() - spokeAt < 100 && done < items.length) continue;
      spokeAt = performance.now();
      const imagesPerSecond = (1000 * done) / (spokeAt - started);
      yield { type: 'evaluate', done, total: items.length, imagesPerSecond, secondsLeft: (items.length - done) / imagesPerSecond };
    }
    if (labels.length === 0) {
      throw new GraftError('DATASET_EMPTY', 'None of the pictures can be read.', {
        file: dataset.root,
        hint: 'The list of skipped files says what is wrong with each.',
      });
    }
    const measured = matrix(labels.length, this.classes.length, probabilities.data.slice(0, labels.length * this.classes.length));
    return { ...evaluatePredictions(measured, labels, this.classes), skipped: [...dataset.skipped, ...skipped] };
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

  /** Frees the native memory; a later prediction loads the network again. */
  async close(): Promise<void> {
    const [session, activations] = [this.#session, this.#activations];
    this.#session = undefined;
    this.#activations = undefined;
    await (await session)?.close();
    await (await activations)?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async *#classify(
    images: Iterable<ImageInput> | AsyncIterable<ImageInput>,
    options: ClassifyOptions,
  ): AsyncGenerator<Classified, void, void> {
    this.#session ??= Session.open(this.#network);
    const preprocessing = parsePreprocessing(this.manifest.preprocessing, manifestFile);
    yield* classifyImages({ session: await this.#session, preprocessing }, images, options);
  }
}

/**
 * Loads a trained model.
 *
 * @param folder What `graft train` or `model.save` wrote.
 * @throws `FILE_NOT_FOUND`, `MODEL_DAMAGED`, `MODEL_TOO_NEW`
 */
export async function loadModel(folder: string): Promise<Model> {
  const { manifest, network } = await readModel(folder);
  return new Model(manifest, network);
}
