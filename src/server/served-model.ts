import { availableParallelism } from 'node:os';
import { readModel } from '../classifier/model-files.ts';
import { networkForDevice } from '../classifier/network-for-device.ts';
import { SoundNetwork } from '../classifier/sound-network.ts';
import { GraftError } from '../errors.ts';
import { manifestFile, networkFile } from '../manifest/bundle-files.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { SoundDecoders } from '../media/sound-decoders.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { Device } from '../runtime/device.ts';
import type { LoadedRunner } from '../runtime/runner.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { SessionProcess } from '../runtime/session-process.ts';
import type { Limit } from '../tasks/limit.ts';
import { untilAborted } from '../tasks/until-aborted.ts';
import { servePhotos } from './serve-photos.ts';
import { serveSounds } from './serve-sounds.ts';
import type { Answer, ServedNetwork, ServedNetworkOptions } from './served-network.ts';

/** What a served model tells of its work, for the metrics. */
export interface ModelWatcher {
  readonly decoded: (model: string, seconds: number) => void;
  readonly ran: (model: string, seconds: number, images: number) => void;
  readonly ended: (model: string, how: string) => void;
}

/** What all models of a server share. */
export interface ServedModelOptions extends Omit<ServedNetworkOptions, 'onRun'> {
  /** What networks run on. */
  readonly device: Device;
  /** A run that takes longer, in milliseconds, is given up, and the network's process with it. */
  readonly longestRunMs: number;
  /** How many files are decoded at a time: each kind for itself, so that long sounds do not hold up photos. */
  readonly decoding: { readonly photos: Limit; readonly sounds: Limit };
  /** Where sounds are decoded. */
  readonly decoders: SoundDecoders;
  readonly watcher: ModelWatcher;
}

/**
 * How many pictures are decoded at a time, and how many sounds: each takes one core and up to three bytes a pixel, or half a megabyte a
 * second. Four are all threads that Node has for pictures; the look at a model's folder, or a name that is resolved, then waits until one of
 * them is done. Sounds are decoded by as many processes.
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
  readonly #network: ServedNetwork;
  readonly #options: ServedModelOptions;
  #users = 0;
  #unused: (() => void) | undefined;

  private constructor(name: string, folder: string, manifest: Manifest, network: ServedNetwork, options: ServedModelOptions) {
    this.name = name;
    this.folder = folder;
    this.manifest = manifest;
    this.preprocessing = parsePreprocessing(manifest.preprocessing, manifestFile);
    this.version = versionOf(manifest);
    this.#network = network;
    this.#options = options;
  }

  /**
   * Loads a model and runs it once, so that one that cannot run is not taken into service, and the first request is quick.
   *
   * @throws `FILE_NOT_FOUND`, `MODEL_DAMAGED`, `MODEL_TOO_NEW`, `RUNTIME_FAILED`
   */
  static async open(name: string, folder: string, options: ServedModelOptions): Promise<ServedModel> {
    const { manifest, network } = await readModel(folder);
    const preprocessing = parsePreprocessing(manifest.preprocessing, folder); // before a process is started
    const served = await openNetwork(name, manifest, network, preprocessing, options);
    try {
      const model = new ServedModel(name, folder, manifest, served, options);
      await model.classify(await served.sample());
      return model;
    } catch (error) {
      await served.close();
      throw error;
    }
  }

  /** Pictures that wait for the network. */
  get waiting(): number {
    return this.#network.waiting();
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
   * Decodes a file as training did.
   *
   * @param name What the client calls it, for messages.
   * @returns The network's pictures: of a photo one, of a sound one for each window.
   * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `SOUND_UNREADABLE`, `SOUND_TOO_LONG`; the signal's reason
   */
  async decode(bytes: Uint8Array, name: string | undefined, signal: AbortSignal): Promise<readonly Uint8Array[]> {
    const { decoding, watcher } = this.#options;
    const work = async (): Promise<readonly Uint8Array[]> => {
      const started = performance.now();
      const pictures = await this.#network.decode(bytes, name, signal);
      watcher.decoded(this.name, (performance.now() - started) / 1000);
      return pictures;
    };
    // What the decoder has begun it ends, in the place that it has; but nobody waits for it any longer than they may.
    const turn = this.preprocessing.sound === undefined ? decoding.photos : decoding.sounds;
    return await untilAborted(turn(1, work, signal), signal);
  }

  /** Says what the decoded pictures of one file show, with the next batch. @throws `RUNTIME_FAILED`; the signal's reason */
  async classify(pictures: readonly Uint8Array[], signal?: AbortSignal): Promise<Answer> {
    const answer = await this.#network.classify(pictures, signal);
    if (answer.probabilities.length === this.manifest.classes.length) return answer;
    throw new GraftError('MODEL_DAMAGED', `The model "${this.name}" does not give a probability for each of its classes.`, {
      hint: 'Train it again; the features are kept, so that takes seconds.',
    });
  }

  /** Ends the network's process once nobody uses the model. */
  async close(): Promise<void> {
    if (this.#users > 0)
      await new Promise<void>((resolve) => {
        this.#unused = resolve;
      });
    await this.#network.close();
  }
}

/** Starts the process of a model's network. */
async function openNetwork(
  name: string,
  manifest: Manifest,
  network: Uint8Array,
  preprocessing: Preprocessing,
  options: ServedModelOptions,
): Promise<ServedNetwork> {
  const { longestRunMs, watcher, device } = options;
  const onEnd = (how: string): void => watcher.ended(name, how);
  const load = (part: Uint8Array, where: SessionOptions): Promise<SessionProcess> =>
    SessionProcess.open(part, { ...where, longestRunMs, onEnd });
  const bytes = networkForDevice(network, device);
  const how = { ...options, onRun: (seconds: number, images: number): void => watcher.ran(name, seconds, images) };
  if (preprocessing.sound === undefined) return servePhotos(await load(bytes, { device }), preprocessing, how);
  const sounds = await SoundNetwork.open(
    bytes,
    manifest,
    preprocessing,
    async (body) => atOnce(await load(body, { device })),
    async (head) => atOnce(await load(head, { threads: 1 })), // small, and asked beside the windows of other sounds
  );
  return serveSounds(sounds, options.decoders, preprocessing, how);
}

/** What still runs when it is closed, nobody waits for. */
function atOnce(process: SessionProcess): LoadedRunner {
  return { run: (inputs) => process.run(inputs), close: () => process.close({ finish: false }) };
}

/** Names the network by its content. */
function versionOf({ files, created }: Manifest): string {
  return (files[networkFile] ?? created).slice(0, 12);
}
