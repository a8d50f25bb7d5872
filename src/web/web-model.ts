import { GraftError } from '../errors.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Medium } from '../medium.ts';
import { hearsNothing } from '../prediction/incapable-model.ts';
import { type NamedPicture, type NamingOptions, nameClasses } from '../prediction/name-classes.ts';
import type { Predicted } from '../prediction/predicted.ts';
import type { Prediction } from '../prediction/prediction.ts';
import type { SoundSpan } from '../sounds/label-spans.ts';
import type { PhotoNetwork } from './photo-network.ts';
import { type HeardWindow, SoundNetwork } from './sound-network.ts';
import type { WebImage } from './web-image.ts';
import type { WebDevice } from './web-session.ts';
import type { WebSound } from './web-sound.ts';

/** Options of {@link WebModel.predict}. */
export interface WebPredictOptions extends NamingOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link WebModel.timeline}. */
export interface WebTimelineOptions {
  /** Hears of each window. */
  readonly onProgress?: ((event: HeardWindow) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a model says of a sound that it has listened to from beginning to end. */
export interface Listened extends NamedPicture {
  /** What is heard when; without silence. */
  readonly spans: readonly SoundSpan[];
  /** How long the sound is. */
  readonly seconds: number;
}

/** What a model takes: a model of photos images, a model of sounds sounds. Another kind is refused with `INVALID_ARGUMENT`. */
export type WebInput = WebImage | WebSound;

/**
 * A trained classifier in a browser: predicts as `Model` of `graft-ml` does in Node.
 *
 * It holds memory until `close()`.
 */
export class WebModel implements AsyncDisposable {
  readonly manifest: Manifest;
  /** On what it runs: `wasm`, the processor, or `webgpu`. */
  readonly device: WebDevice;
  readonly #network: PhotoNetwork | SoundNetwork;

  /** Use `loadModel` to get one. */
  constructor(manifest: Manifest, network: PhotoNetwork | SoundNetwork, device: WebDevice) {
    this.manifest = manifest;
    this.device = device;
    this.#network = network;
  }

  /** The classes, in the order of the network's outputs. */
  get classes(): readonly string[] {
    return this.manifest.classes;
  }

  /** What the model takes. */
  get medium(): Medium {
    return this.#network instanceof SoundNetwork ? 'sounds' : 'photos';
  }

  /**
   * Says what is in pictures, or sounds: for each its classes, most probable first.
   *
   * @example const [[best]] = await model.predict([input.files[0]]);
   * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `SOUND_UNREADABLE`, `SOUND_TOO_LONG`, `FILE_NOT_FOUND`, `DOWNLOAD_FAILED` for the first
   * that cannot be read; use {@link predictEach} to go on past it.
   */
  async predict(inputs: readonly WebInput[], options: WebPredictOptions = {}): Promise<(readonly Prediction[])[]> {
    const all: (readonly Prediction[])[] = [];
    for await (const outcome of this.predictEach(inputs, options)) {
      if ('error' in outcome) throw outcome.error;
      all.push(outcome.predictions);
    }
    return all;
  }

  /** Like {@link predict} for any number of pictures or sounds: yields an outcome for each, in their order, one at a time. */
  async *predictEach(
    inputs: Iterable<WebInput> | AsyncIterable<WebInput>,
    { signal, ...naming }: WebPredictOptions = {},
  ): AsyncGenerator<Predicted, void, void> {
    const name = nameClasses(this.manifest, naming);
    let index = 0;
    for await (const input of inputs) {
      const run = await this.#prepare(input, signal);
      signal?.throwIfAborted();
      if (run instanceof GraftError) {
        yield { index: index++, error: run };
        continue;
      }
      const { probabilities, novelty } = await run();
      yield { index: index++, ...name(probabilities, novelty) };
    }
  }

  /**
   * What a model of sounds hears in a long one over time.
   *
   * @example const spans = await model.timeline(input.files[0]);
   * @throws `MODEL_INCAPABLE` for a model of photos, `SOUND_UNREADABLE`, `SOUND_TOO_LONG`, `FILE_NOT_FOUND`, `DOWNLOAD_FAILED`
   */
  async timeline(sound: WebSound, { onProgress, signal }: WebTimelineOptions = {}): Promise<readonly SoundSpan[]> {
    const listening = this.listen(sound, { signal });
    let step = await listening.next();
    for (; !step.done; step = await listening.next()) onProgress?.(step.value);
    return step.value.spans;
  }

  /**
   * Listens to a sound from beginning to end: yields each window with its spectrogram, and returns what {@link predict} and {@link timeline}
   * say of it. Each window is computed once.
   *
   * @throws as {@link timeline}
   */
  async *listen(sound: WebSound, { signal, ...naming }: WebPredictOptions = {}): AsyncGenerator<HeardWindow, Listened, void> {
    if (!(this.#network instanceof SoundNetwork)) throw hearsNothing();
    const name = nameClasses(this.manifest, naming);
    const { spans, seconds, answer } = yield* this.#network.listen(sound, signal);
    return { ...name(answer.probabilities, answer.novelty), spans, seconds };
  }

  /** Frees the memory. */
  async close(): Promise<void> {
    await this.#network.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #prepare(input: WebInput, signal: AbortSignal | undefined): Promise<Awaited<ReturnType<SoundNetwork['prepare']>> | GraftError> {
    const network: { prepare(input: WebInput, signal: AbortSignal | undefined): ReturnType<SoundNetwork['prepare']> } = this.#network;
    try {
      return await network.prepare(input, signal);
    } catch (error) {
      if (error instanceof GraftError) return error;
      throw error;
    }
  }
}
