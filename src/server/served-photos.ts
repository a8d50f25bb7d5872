import { classifyPixels } from '../classifier/classify-pixels.ts';
import { decodeImage } from '../media/decode-image.ts';
import { explainUnreadable, unreadable } from '../pictures/explain-unreadable.ts';
import { sniffedBytes, sniffImage } from '../pictures/sniff-image.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { SessionProcess } from '../runtime/session-process.ts';
import { MicroBatcher } from './micro-batcher.ts';
import type { Answer, ServedNetwork, ServedNetworkOptions } from './served-network.ts';

/** A model of photos: the whole network in a process of its own, in batches of whatever has come. */
export class ServedPhotos implements ServedNetwork {
  readonly #process: SessionProcess;
  readonly #preprocessing: Preprocessing;
  readonly #options: ServedNetworkOptions;
  readonly #batcher: MicroBatcher<Uint8Array, Answer>;

  constructor(process: SessionProcess, preprocessing: Preprocessing, options: ServedNetworkOptions) {
    this.#process = process;
    this.#preprocessing = preprocessing;
    this.#options = options;
    this.#batcher = new MicroBatcher({ run: (pictures) => this.#run(pictures), maxBatch: options.maxBatch, turn: options.turn });
  }

  get waiting(): number {
    return this.#batcher.waiting;
  }

  /** @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE` */
  async decode(bytes: Uint8Array, name: string | undefined): Promise<readonly Uint8Array[]> {
    const kind = sniffImage(bytes.subarray(0, sniffedBytes));
    if (kind === 'svg') throw unreadable(name, 'it is an SVG drawing, which the server does not draw', { hint: 'Send it as PNG.' });
    if (!served.has(kind)) throw explainUnreadable(bytes, name, undefined); // nothing else reaches the decoder
    return [await decodeImage(bytes, this.#preprocessing, { file: name, maxPixels: this.#options.maxPixels })];
  }

  classify([pixels = new Uint8Array()]: readonly Uint8Array[], signal?: AbortSignal): Promise<Answer> {
    return this.#batcher.submit(pixels, signal);
  }

  async close(): Promise<void> {
    await this.#process.close({ finish: false });
  }

  async #run(pictures: readonly Uint8Array[]): Promise<readonly Answer[]> {
    const started = performance.now();
    const { probabilities, novelty } = await classifyPixels({ session: this.#process, preprocessing: this.#preprocessing }, pictures);
    this.#options.onRun((performance.now() - started) / 1000, pictures.length);
    const classes = probabilities.length / pictures.length;
    return pictures.map((_, row) => ({
      probabilities: probabilities.slice(row * classes, (row + 1) * classes),
      novelty: novelty?.[row],
    }));
  }
}

/** Told by content. SVG is left out: it is a program for a drawing, whose cost its size does not bound. */
const served: ReadonlySet<string> = new Set(['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif']);
