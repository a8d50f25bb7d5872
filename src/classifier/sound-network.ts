import { GraftError } from '../errors.ts';
import { splitAtFeatures } from '../export/split-at-features.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { featuresOf } from '../manifest/features-of.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { stackPixels } from '../preprocessing/stack-pixels.ts';
import type { LoadedRunner, LoadNetwork, Runner } from '../runtime/runner.ts';
import { Session } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';

/** The features of some pictures: for each cut, pictures x width. */
export type FeatureBlocks = readonly Float32Array[];

/** What the head says of rows of features. */
export interface HeadAnswers {
  /** Rows x classes. */
  readonly probabilities: Float32Array;
  /** One number a row; undefined where the model does not tell. */
  readonly novelty: Float32Array | undefined;
}

/**
 * A model of sounds, opened where its head begins: a sound's windows are pooled there, as they were in training.
 *
 * It holds native memory until `close()`.
 */
export class SoundNetwork implements AsyncDisposable {
  readonly #body: LoadedRunner;
  readonly #head: LoadedRunner;
  readonly #cuts: Manifest['cuts'];
  readonly #preprocessing: Preprocessing;

  private constructor(body: LoadedRunner, head: LoadedRunner, cuts: Manifest['cuts'], preprocessing: Preprocessing) {
    this.#body = body;
    this.#head = head;
    this.#cuts = cuts;
    this.#preprocessing = preprocessing;
  }

  /**
   * @param network The bytes of a model's `model.onnx`.
   * @param load What loads the network up to its head. @default into this process
   * @param loadHead What loads the head, which is small. @default into this process
   * @throws `RUNTIME_FAILED`
   */
  static async open(
    network: Uint8Array,
    manifest: Manifest,
    preprocessing: Preprocessing,
    load: LoadNetwork = (body) => Session.open(body),
    loadHead: LoadNetwork = (head) => Session.open(head),
  ): Promise<SoundNetwork> {
    const graphs = splitAtFeatures({ graph: readOnnx(network), manifest });
    const body = await load(writeOnnx(graphs.body));
    try {
      const head = await loadHead(writeOnnx(graphs.head));
      return new SoundNetwork(body, head, manifest.cuts, preprocessing);
    } catch (error) {
      await body.close();
      throw error;
    }
  }

  /** The features of pictures, batch after batch. @param pictures Each height * width * 3 bytes */
  async features(pictures: readonly Uint8Array[], batchSize: number): Promise<FeatureBlocks> {
    const { width, height } = this.#preprocessing;
    const blocks = this.#cuts.map((each) => new Float32Array(pictures.length * each.width));
    for (let first = 0; first < pictures.length; first += batchSize) {
      const batch = pictures.slice(first, first + batchSize);
      const found = await this.#body.run({ pixels: tensor('uint8', [batch.length, height, width, 3], stackPixels(batch)) });
      for (const [which, each] of this.#cuts.entries()) blocks[which]?.set(floats(found[featuresOf(each)]), first * each.width);
    }
    return blocks;
  }

  /** What the head says of features. @param blocks As {@link features} gives them, or means of those */
  async answer(blocks: FeatureBlocks, rows: number): Promise<HeadAnswers> {
    const inputs = this.#cuts.map((each, which) => [
      featuresOf(each),
      tensor('float32', [rows, each.width], blocks[which] ?? new Float32Array()),
    ]);
    const { probabilities, novelty } = await this.#head.run(Object.fromEntries(inputs));
    return { probabilities: floats(probabilities), novelty: novelty && floats(novelty) };
  }

  async close(): Promise<void> {
    await this.#body.close();
    await this.#head.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function floats(found: Awaited<ReturnType<Runner['run']>>[string] | undefined): Float32Array {
  if (found?.dtype === 'float32') return found.data;
  throw new GraftError('MODEL_DAMAGED', 'The network of the model lacks what its head reads or gives.', {
    hint: 'Train it again; the features are kept, so that takes seconds.',
  });
}
