import { GraftError } from '../errors.ts';
import type { Rgb } from '../preprocessing/preprocessing.ts';
import type { RowSource } from '../preprocessing/rgb-pixels.ts';
import type { DrawnImage } from './web-image.ts';

/**
 * The pixels of a drawn picture, at its full size, in sRGB, on the background, read a few rows at a time.
 *
 * Only as many rows as are read at once are ever drawn: a canvas as large as a photo of 24 megapixels is more than some
 * phones allow.
 */
export function canvasRows(image: DrawnImage, width: number, height: number, [red, green, blue]: Rgb): RowSource {
  const canvas = new OffscreenCanvas(1, 1);
  // willReadFrequently: in the processor's memory, since all of it is read back
  const context = canvas.getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
  if (context === null) throw noCanvas();
  const read = (top: number, rows: number): Uint8ClampedArray => {
    canvas.width = width; // also wipes it
    canvas.height = rows;
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(0, 0, width, rows);
    context.drawImage(image, 0, top, width, rows, 0, 0, width, rows);
    return context.getImageData(0, 0, width, rows).data;
  };
  return { width, height, read };
}

function noCanvas(): GraftError {
  return new GraftError('RUNTIME_FAILED', 'The browser gives no canvas to read pixels from.', {
    hint: 'Close other pages, or use a newer browser.',
  });
}
