import { placePicture } from './place-picture.ts';
import type { Preprocessing } from './preprocessing.ts';
import { resizePicture, type Span } from './resize-picture.ts';
import type { RgbPixels, RowSource } from './rgb-pixels.ts';

/**
 * Brings a decoded picture into a network's frame: {@link Preprocessing} from "scaled and placed" on, in plain arithmetic.
 *
 * Where a picture shrinks, Node has libvips for it; this is for where there is none, and differs from it by a level or two of
 * 255 (see the test). Where a picture is enlarged, this is how.
 *
 * @param source Upright, in sRGB, on the background already: opacity is passed over.
 * @returns height * width * 3 bytes of the frame, rows from the top, RGB.
 */
export function renderFrame(source: RowSource | RgbPixels, preprocessing: Preprocessing): Uint8Array {
  const { width, height, padding } = preprocessing;
  const { scaledWidth, scaledHeight, left, top } = placePicture(source.width, source.height, preprocessing);
  const columns = seen(left, scaledWidth, width);
  const rows = seen(top, scaledHeight, height);
  const { data } = resizePicture(source, scaledWidth, scaledHeight, preprocessing.version, { columns, rows });
  if (columns.length === width && rows.length === height) return data;
  const frame = new Uint8Array(width * height * 3);
  for (let at = 0; at < frame.length; at += 3) frame.set(padding, at);
  for (let row = 0; row < rows.length; row++) {
    const pixels = data.subarray(row * columns.length * 3, (row + 1) * columns.length * 3);
    frame.set(pixels, ((Math.max(0, top) + row) * width + Math.max(0, left)) * 3);
  }
  return frame;
}

/** The part of a side that lies within the frame. */
function seen(start: number, length: number, frame: number): Span {
  const from = Math.max(0, -start);
  return { from, length: Math.min(length - from, frame - Math.max(0, start)) };
}
