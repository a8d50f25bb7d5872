import { invalidArgument } from '../errors.ts';
import { type PixelLook, thumbnailSide } from './look.ts';
import { cellMeansInto, laplacianVariance, lumaInto, sumFrame } from './measure-look.kernel.ts';

/**
 * Measures what a photo looks like.
 *
 * Sharpness is the variance of the Laplacian (J. L. Pech-Pacheco et al., Diatom autofocusing in brightfield microscopy,
 * ICPR 2000).
 *
 * Cost: three passes over the pixels, about half a millisecond at 299 x 299.
 *
 * @param pixels width * height * 3 bytes, RGB, rows from the top: the photo stretched to the network's size.
 * @throws `INVALID_ARGUMENT` when the pixels don't fill the picture.
 */
export function measureLook(pixels: Uint8Array, width: number, height: number): PixelLook {
  if (pixels.length !== width * height * 3 || pixels.length === 0)
    throw invalidArgument('pixels', `${width} * ${height} * 3 bytes`, pixels.length);
  const luma = new Uint8Array(width * height);
  const histogram = new Uint32Array(256);
  lumaInto(pixels, luma, histogram);
  const thumbnail = new Uint8Array(thumbnailSide ** 2);
  cellMeansInto(luma, width, height, thumbnailSide, thumbnail);
  const [red, green, blue, count] = sumFrame(pixels, width, height, Math.max(1, Math.round(Math.min(width, height) / 32)));
  return {
    thumbnail,
    ...moments(histogram, luma.length),
    darkest: quantile(histogram, 0.05 * luma.length),
    brightest: quantile(histogram, 0.95 * luma.length),
    sharpness: laplacianVariance(luma, width, height),
    border: [red / count, green / count, blue / count],
  };
}

function moments(histogram: Uint32Array, pixels: number): { brightness: number; contrast: number } {
  let [sum, squares] = [0, 0];
  for (const [value, count] of histogram.entries()) {
    sum += value * count;
    squares += value * value * count;
  }
  const brightness = sum / pixels;
  return { brightness, contrast: Math.sqrt(Math.max(0, squares / pixels - brightness * brightness)) };
}

/** The value of the pixel at a place in their order from dark to bright. */
function quantile(histogram: Uint32Array, place: number): number {
  let below = 0;
  for (const [value, count] of histogram.entries()) {
    below += count;
    if (below > place) return value;
  }
  return 255;
}
