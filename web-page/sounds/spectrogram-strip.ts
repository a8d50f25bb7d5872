import type { HeardWindow } from '../../src/web/index.ts';
import { make } from '../element.ts';

/** Wider is more than any screen. In pixels. */
const widest = 4096;

/** A spectrogram over time, put together of the windows' pictures. */
export interface SpectrogramStrip {
  readonly node: HTMLCanvasElement;
  /** Draws a window; they come in the order of their time. */
  draw(window: HeardWindow): void;
}

/** Makes an empty strip. It is as long as the sound. */
export function spectrogramStrip(): SpectrogramStrip {
  const node = make('canvas', 'strip');
  node.setAttribute('role', 'img');
  node.setAttribute('aria-label', 'Spectrogram: time from left to right, low tones at the bottom');
  let before: HeardWindow | undefined;
  return {
    node,
    draw(window) {
      const { start, end, seconds, picture } = window;
      if (before === undefined) {
        node.height = picture.height;
        node.width = Math.max(picture.width, Math.min(widest, Math.round((picture.width * seconds) / (end - start))));
        const context = node.getContext('2d');
        if (context !== null) context.fillRect(0, 0, node.width, node.height);
      }
      // Where windows overlap, each is shown from the middle between its centre and that of the one before, as its label counts.
      const overlaps = before !== undefined && before.end > start;
      const from = Math.max(0, overlaps && before !== undefined ? (before.start + before.end + start + end) / 4 : start);
      const to = Math.min(seconds, end);
      before = window;
      const part = (at: number): number => (picture.width * (at - start)) / (end - start);
      const place = (at: number): number => (node.width * at) / seconds;
      const drawn = pictureCanvas(picture);
      node
        .getContext('2d')
        ?.drawImage(drawn, part(from), 0, part(to) - part(from), picture.height, place(from), 0, place(to) - place(from), node.height);
    },
  };
}

function pictureCanvas({ width, height, data }: HeardWindow['picture']): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pixels = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    pixels.data.set(data.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
    pixels.data[4 * pixel + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas;
}
