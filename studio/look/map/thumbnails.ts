import { pictureAddress } from '../../api/picture-address.ts';
import { photos } from '../../state/photos.ts';

/** So many decoded pictures are kept: a few canvases full. */
const mostKept = 400;

/** Small pictures for the canvas, fetched when they are first drawn. */
export class Thumbnails {
  readonly #images = new Map<string, HTMLImageElement>();
  readonly #onReady: () => void;

  /** @param onReady Called when one is there that was not. */
  constructor(onReady: () => void) {
    this.#onReady = onReady;
  }

  /** A photo's picture; undefined while it is being fetched. */
  of(id: string): HTMLImageElement | undefined {
    const photo = photos.peek().get(id);
    if (photo === undefined) return undefined; // removed since the map was made
    const address = pictureAddress('thumbnail', photo);
    if (address === undefined) return undefined;
    const known = this.#images.get(address);
    if (known !== undefined) return known.complete && known.naturalWidth > 0 ? known : undefined;
    const image = new Image();
    image.onload = this.#onReady;
    image.src = address;
    this.#images.set(address, image);
    const [oldest] = this.#images.keys();
    if (this.#images.size > mostKept && oldest !== undefined) this.#images.delete(oldest);
    return undefined;
  }
}
