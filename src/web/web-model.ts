import { GraftError } from '../errors.ts';
import { manifestFile } from '../manifest/bundle-files.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { type NamingOptions, nameClasses } from '../prediction/name-classes.ts';
import type { Predicted } from '../prediction/predicted.ts';
import type { Prediction } from '../prediction/prediction.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { decodeWebImage } from './decode-web-image.ts';
import type { WebImage } from './web-image.ts';
import type { WebDevice, WebSession } from './web-session.ts';

/** Options of {@link WebModel.predict}. */
export interface WebPredictOptions extends NamingOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * A trained classifier in a browser: predicts as `Model` of `graft-ml` does in Node.
 *
 * It holds memory until `close()`.
 */
export class WebModel implements AsyncDisposable {
  readonly manifest: Manifest;
  readonly #session: WebSession;
  readonly #preprocessing: Preprocessing;

  /** Use `loadModel` to get one. */
  constructor(manifest: Manifest, session: WebSession) {
    this.manifest = manifest;
    this.#session = session;
    this.#preprocessing = parsePreprocessing(manifest.preprocessing, manifestFile);
  }

  /** On what it runs: `wasm`, the processor, or `webgpu`. */
  get device(): WebDevice {
    return this.#session.device;
  }

  /** The classes, in the order of the network's outputs. */
  get classes(): readonly string[] {
    return this.manifest.classes;
  }

  /**
   * Says what is in pictures: for each its classes, most probable first.
   *
   * @example const [[best]] = await model.predict([input.files[0]]);
   * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `FILE_NOT_FOUND`, `DOWNLOAD_FAILED` for the first picture that cannot be
   * read; use {@link predictEach} to go on past it.
   */
  async predict(images: readonly WebImage[], options: WebPredictOptions = {}): Promise<(readonly Prediction[])[]> {
    const all: (readonly Prediction[])[] = [];
    for await (const outcome of this.predictEach(images, options)) {
      if ('error' in outcome) throw outcome.error;
      all.push(outcome.predictions);
    }
    return all;
  }

  /** Like {@link predict} for any number of pictures: yields an outcome for each, in their order, one at a time. */
  async *predictEach(
    images: Iterable<WebImage> | AsyncIterable<WebImage>,
    { signal, ...naming }: WebPredictOptions = {},
  ): AsyncGenerator<Predicted, void, void> {
    const name = nameClasses(this.manifest, naming);
    const { width, height } = this.#preprocessing;
    let index = 0;
    for await (const image of images) {
      const pixels = await this.#decode(image, signal);
      signal?.throwIfAborted();
      if (pixels instanceof GraftError) {
        yield { index: index++, error: pixels };
        continue;
      }
      const { probabilities, novelty } = await this.#session.run(pixels, height, width);
      yield { index: index++, ...name(probabilities, novelty) };
    }
  }

  /** Frees the memory. */
  async close(): Promise<void> {
    await this.#session.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #decode(image: WebImage, signal: AbortSignal | undefined): Promise<Uint8Array | GraftError> {
    try {
      return await decodeWebImage(image, this.#preprocessing, { signal });
    } catch (error) {
      if (error instanceof GraftError) return error;
      throw error;
    }
  }
}
