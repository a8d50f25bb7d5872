import { Backbone } from '../backbones/backbone.ts';
import { type BackboneEvent, type LoadBackboneOptions, loadBackboneEvents } from '../backbones/load-backbone.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { withClassProbabilities } from '../graph/class-probabilities.ts';
import type { ImageInput } from '../media/image-input.ts';
import { type Prediction, topPredictions } from '../prediction/prediction.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { Session } from '../runtime/session.ts';
import { drain } from '../tasks/drain.ts';
import { type ClassifyOptions, classifyImages } from './classify-images.ts';

/** Options of {@link Pretrained.classify}. */
export interface ClassifyPretrainedOptions extends ClassifyOptions {
  /** How many classes to name for a picture. @default 5 */
  readonly top?: number | undefined;
}

/**
 * A pretrained network as published: a backbone that can also be asked for its own classes.
 *
 * It holds native memory from the first `classify` until `close()`.
 */
export class Pretrained extends Backbone implements AsyncDisposable {
  #session: Promise<Session> | undefined;

  /**
   * Names what is in a picture, in the classes that the network was trained on; ImageNet's index is `index`.
   *
   * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `FILE_NOT_FOUND`
   */
  async classify(image: ImageInput, options: ClassifyPretrainedOptions = {}): Promise<readonly Prediction[]> {
    for await (const { predictions, error } of this.classifyEach([image], options)) {
      if (error !== undefined) throw error;
      return predictions;
    }
    return [];
  }

  /** Like {@link classify} for many pictures: yields an outcome for each, in their order. */
  async *classifyEach(images: Iterable<ImageInput> | AsyncIterable<ImageInput>, options: ClassifyPretrainedOptions = {}) {
    const { top = 5, ...rest } = options;
    const { input, labels } = this.description;
    this.#session ??= this.#open();
    const network = { session: await this.#session, preprocessing: definePreprocessing(input) };
    for await (const outcome of classifyImages(network, images, rest)) {
      if ('error' in outcome) yield { index: outcome.index, predictions: [] as readonly Prediction[], error: outcome.error };
      else yield { index: outcome.index, predictions: topPredictions(outcome.probabilities, labels, top), error: undefined };
    }
  }

  /** Frees the native memory; a later `classify` loads the network again. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await (await session)?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #open(): Promise<Session> {
    const network = withClassProbabilities(await this.graph(), this.description.background);
    return Session.open(writeOnnx(network), { device: this.device });
  }
}

/**
 * Makes a pretrained network ready: fetches it where it is not here, checks its hash, converts it once.
 *
 * @param nameOrPath A name of the catalogue (`inception-v3`), or the path of a `.tflite` file.
 * @throws `UNKNOWN_BACKBONE`, `DOWNLOAD_FAILED`, `CHECKSUM_MISMATCH`, `FORMAT_INVALID`, `UNSUPPORTED_OPERATOR`, `DEVICE_UNAVAILABLE`
 */
export async function loadPretrained(nameOrPath = 'inception-v3', options: LoadBackboneOptions = {}): Promise<Pretrained> {
  return drain(loadPretrainedEvents(nameOrPath, options), options.onProgress);
}

/** Like {@link loadPretrained}, as a sequence of events that returns the network. */
async function* loadPretrainedEvents(
  nameOrPath: string,
  options: LoadBackboneOptions = {},
): AsyncGenerator<BackboneEvent, Pretrained, void> {
  const { description, precision, network, device, numbers } = yield* loadBackboneEvents(nameOrPath, options);
  return new Pretrained(description, precision, network, device, { inHalves: numbers === 'float16' });
}
