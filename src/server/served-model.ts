import { availableParallelism } from 'node:os';
import { type ClassifierNetwork, classifyPixels } from '../classifier/classify-pixels.ts';
import { readModel } from '../classifier/model-files.ts';
import { networkForDevice } from '../classifier/network-for-device.ts';
import { GraftError } from '../errors.ts';
import { manifestFile, networkFile } from '../manifest/bundle-files.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { decodeImage } from '../media/decode-image.ts';
import { explainUnreadable, unreadable } from '../pictures/explain-unreadable.ts';
import { sniffedBytes, sniffImage } from '../pictures/sniff-image.ts';
import { expectPhotos } from '../prediction/incapable-model.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { Device } from '../runtime/device.ts';
import { SessionProcess } from '../runtime/session-process.ts';
import type { Limit } from '../tasks/limit.ts';
import { untilAborted } from '../tasks/until-aborted.ts';
import { MicroBatcher, type Turn } from './micro-batcher.ts';

/** What a served model tells of its work, for the metrics. */
export interface ModelWatcher {
  readonly decoded: (model: string, seconds: number) => void;
  readonly ran: (model: string, seconds: number, images: number) => void;
  readonly ended: (model: string, how: string) => void;
}

/** What all models of a server share. */
export interface ServedModelOptions {
  readonly maxBatch: number;
  readonly maxPixels: number;
  /** What networks run on. */
  readonly device: Device;
  /** A run that takes longer, in milliseconds, is given up, and the network's process with it. */
  readonly longestRunMs: number;
  /** Whose batch is computed next. */
  readonly turn: Turn;
  /** How many pictures are decoded at a time. */
  readonly decoding: Limit;
  readonly watcher: ModelWatcher;
}

/** The network's numbers for one picture. */
export interface Answer {
  readonly probabilities: Float32Array;
  readonly novelty: number | undefined;
}

/**
 * How many pictures are decoded at a time: each takes one core and up to three bytes a pixel. Four are all threads that Node
 * has for such work; the look at a model's folder, or a name that is resolved, then waits until one of them is done.
 */
export const decodesAtOnce = Math.min(4, Math.max(2, availableParallelism()));

/**
 * A model that answers many at once: pictures are decoded side by side, and the network, in a process of its own, takes
 * them in batches of whatever has come. It is closed when nobody uses it any more.
 */
export class ServedModel {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly preprocessing: Preprocessing;
  /** Of the network's content: another one, another version. */
  readonly version: string;
  readonly #process: SessionProcess;
  readonly #options: ServedModelOptions;
  readonly #batcher: MicroBatcher<Uint8Array, Answer>;
  #users = 0;
  #unused: (() => void) | undefined;

  private constructor(name: string, folder: string, manifest: Manifest, process: SessionProcess, options: ServedModelOptions) {
    this.name = name;
    this.folder = folder;
    this.manifest = manifest;
    this.preprocessing = parsePreprocessing(manifest.preprocessing, manifestFile);
    this.version = versionOf(manifest);
    this.#process = process;
    this.#options = options;
    this.#batcher = new MicroBatcher({ run: (pictures) => this.#run(pictures), maxBatch: options.maxBatch, turn: options.turn });
  }

  /**
   * Loads a model and runs it once, so that one that cannot run is not taken into service, and the first request is quick.
   *
   * @throws `FILE_NOT_FOUND`, `MODEL_DAMAGED`, `MODEL_TOO_NEW`, `RUNTIME_FAILED`
   */
  static async open(name: string, folder: string, options: ServedModelOptions): Promise<ServedModel> {
    const { manifest, network } = await readModel(folder);
    parsePreprocessing(manifest.preprocessing, folder); // before a process is started
    expectPhotos(manifest, 'the server');
    const { longestRunMs, watcher, device } = options;
    const onEnd = (how: string): void => watcher.ended(name, how);
    const process = await SessionProcess.open(networkForDevice(network, device), { device, longestRunMs, onEnd });
    try {
      const model = new ServedModel(name, folder, manifest, process, options);
      const { width, height } = model.preprocessing;
      await model.classify(new Uint8Array(width * height * 3));
      return model;
    } catch (error) {
      await process.close();
      throw error;
    }
  }

  /** Pictures that wait for the network. */
  get waiting(): number {
    return this.#batcher.waiting;
  }

  /** Keeps the model open until it is disposed of. */
  use(): Disposable {
    this.#users++;
    return {
      [Symbol.dispose]: () => {
        this.#users--;
        if (this.#users === 0) this.#unused?.();
      },
    };
  }

  /**
   * Decodes a picture's file as training did.
   *
   * @param name What the client calls it, for messages.
   * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`; the signal's reason
   */
  async decode(bytes: Uint8Array, name: string | undefined, signal: AbortSignal): Promise<Uint8Array> {
    const kind = sniffImage(bytes.subarray(0, sniffedBytes));
    if (kind === 'svg') throw unreadable(name, 'it is an SVG drawing, which the server does not draw', { hint: 'Send it as PNG.' });
    if (!served.has(kind)) throw explainUnreadable(bytes, name, undefined); // nothing else reaches the decoder
    const { decoding, maxPixels, watcher } = this.#options;
    const work = async (): Promise<Uint8Array> => {
      const started = performance.now();
      const pixels = await decodeImage(bytes, this.preprocessing, { file: name, maxPixels });
      watcher.decoded(this.name, (performance.now() - started) / 1000);
      return pixels;
    };
    // What the decoder has begun it ends, in the place that it has; but nobody waits for it any longer than they may.
    return await untilAborted(decoding(1, work, signal), signal);
  }

  /** Classifies decoded pixels, with the next batch. @throws `RUNTIME_FAILED`; the signal's reason */
  classify(pixels: Uint8Array, signal?: AbortSignal): Promise<Answer> {
    return this.#batcher.submit(pixels, signal);
  }

  /** Ends the network's process once nobody uses the model. */
  async close(): Promise<void> {
    if (this.#users > 0)
      await new Promise<void>((resolve) => {
        this.#unused = resolve;
      });
    await this.#process.close({ finish: false }); // what still runs, nobody waits for
  }

  async #run(pictures: readonly Uint8Array[]): Promise<readonly Answer[]> {
    const network: ClassifierNetwork = { session: this.#process, preprocessing: this.preprocessing };
    const started = performance.now();
    const { probabilities, novelty } = await classifyPixels(network, pictures);
    this.#options.watcher.ran(this.name, (performance.now() - started) / 1000, pictures.length);
    const classes = this.manifest.classes.length;
    if (probabilities.length !== pictures.length * classes)
      throw new GraftError('MODEL_DAMAGED', `The model "${this.name}" does not give a probability for each of its classes.`, {
        hint: 'Train it again; the features are kept, so that takes seconds.',
      });
    return pictures.map((_, row) => ({
      probabilities: probabilities.slice(row * classes, (row + 1) * classes),
      novelty: novelty?.[row],
    }));
  }
}

/** Told by content. SVG is left out: it is a program for a drawing, whose cost its size does not bound. */
const served: ReadonlySet<string> = new Set(['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif']);

/** Names the network by its content. */
function versionOf({ files, created }: Manifest): string {
  return (files[networkFile] ?? created).slice(0, 12);
}
