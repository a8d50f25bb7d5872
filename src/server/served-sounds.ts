import type { FeatureBlocks, SoundNetwork } from '../classifier/sound-network.ts';
import { decodePictures } from '../media/decode-pictures.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { WindowMeans } from '../sounds/window-means.ts';
import { MicroBatcher } from './micro-batcher.ts';
import type { Answer, ServedNetwork, ServedNetworkOptions } from './served-network.ts';

/**
 * A model of sounds: windows of all sounds that have come go through the network in batches, and each sound's features are then averaged for
 * the head, as in training.
 */
export class ServedSounds implements ServedNetwork {
  readonly #network: SoundNetwork;
  readonly #preprocessing: Preprocessing;
  readonly #options: ServedNetworkOptions;
  readonly #batcher: MicroBatcher<Uint8Array, FeatureBlocks>;

  constructor(network: SoundNetwork, preprocessing: Preprocessing, options: ServedNetworkOptions) {
    this.#network = network;
    this.#preprocessing = preprocessing;
    this.#options = options;
    this.#batcher = new MicroBatcher({ run: (pictures) => this.#run(pictures), maxBatch: options.maxBatch, turn: options.turn });
  }

  get waiting(): number {
    return this.#batcher.waiting;
  }

  /** @throws `SOUND_UNREADABLE`, `SOUND_TOO_LONG` */
  async decode(bytes: Uint8Array, name: string | undefined): Promise<readonly Uint8Array[]> {
    const { maxSoundSeconds: maxSeconds } = this.#options;
    return (await decodePictures(bytes, this.#preprocessing, { file: name, maxSeconds })).pictures;
  }

  async classify(pictures: readonly Uint8Array[], signal?: AbortSignal): Promise<Answer> {
    const windows = await Promise.all(pictures.map((picture) => this.#batcher.submit(picture, signal)));
    const means = new WindowMeans(windows.length);
    for (const blocks of windows) means.add(blocks);
    const { probabilities, novelty } = await this.#network.answer(means.blocks, 1);
    return { probabilities, novelty: novelty?.[0] };
  }

  async close(): Promise<void> {
    await this.#network.close();
  }

  /** The features of each picture. */
  async #run(pictures: readonly Uint8Array[]): Promise<readonly FeatureBlocks[]> {
    const started = performance.now();
    const blocks = await this.#network.features(pictures, pictures.length);
    this.#options.onRun((performance.now() - started) / 1000, pictures.length);
    return pictures.map((_, row) =>
      blocks.map((block) => {
        const width = block.length / pictures.length;
        return block.subarray(row * width, (row + 1) * width);
      }),
    );
  }
}
