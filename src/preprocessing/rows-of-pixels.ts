import type { RawPixels } from '../pictures/raw-pixels.ts';
import type { Rgb } from './preprocessing.ts';
import type { RowSource } from './rgb-pixels.ts';

/** Raw pixels as rows to read, what is transparent laid onto the background: colour * opacity + background * (1 - opacity). */
export function rowsOfPixels({ width, height, channels, data }: RawPixels, background: Rgb): RowSource {
  const read = (top: number, rows: number): Uint8Array => {
    const rgba = new Uint8Array(rows * width * 4).fill(255);
    for (let pixel = 0; pixel < rows * width; pixel++) {
      const from = (top * width + pixel) * channels;
      const opacity = channels === 4 ? (data[from + 3] ?? 255) / 255 : 1;
      for (const [colour, behind] of background.entries()) {
        rgba[pixel * 4 + colour] = Math.round((data[from + colour] ?? 0) * opacity + behind * (1 - opacity));
      }
    }
    return rgba;
  };
  return { width, height, read };
}
