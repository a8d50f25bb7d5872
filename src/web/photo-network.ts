import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { tensor } from '../tensor/tensor.ts';
import { decodeWebImage } from './decode-web-image.ts';
import type { WebImage } from './web-image.ts';
import type { WebAnswer, WebNetwork } from './web-network.ts';
import { floats, type WebSession } from './web-session.ts';

/** A model of photos: a picture is decoded, scaled and looked at. */
export class PhotoNetwork implements WebNetwork<WebImage> {
  readonly #session: WebSession;
  readonly #preprocessing: Preprocessing;

  constructor(session: WebSession, preprocessing: Preprocessing) {
    this.#session = session;
    this.#preprocessing = preprocessing;
  }

  async prepare(image: WebImage, signal: AbortSignal | undefined): Promise<() => Promise<WebAnswer>> {
    const { width, height } = this.#preprocessing;
    const pixels = tensor('uint8', [1, height, width, 3], await decodeWebImage(image, this.#preprocessing, { signal }));
    return async () => {
      const { probabilities, novelty } = await this.#session.run({ pixels });
      return { probabilities: floats('probabilities', probabilities), novelty: novelty && floats('novelty', novelty)[0] };
    };
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}
