import { adjustColour, resampleAffine } from './augment-pixels.kernel.ts';

/** A change that leaves what a photo shows as it is: see {@link augmentPixels}. */
export type Augmentation = (typeof augmentations)[number];

/** All of them, in the order they are offered. */
export const augmentations = ['flip', 'crop', 'color', 'rotate', 'mask'] as const;

/** Part of the frame's side that a crop keeps. */
const cropSide = 0.85;

/** Brightness and saturation are multiplied by one of these. */
const colourFactors = [0.75, 1.3] as const;

/** The part of each side that `mask` blacks out. */
const maskedPart = 0.12;

/** Turned by this much, one way or the other, in radians: 10 degrees. */
const turn = Math.PI / 18;

/**
 * Makes another picture of the same thing from a network's pixels.
 *
 * `flip` mirrors left and right; `crop` cuts out a corner's 85 % and scales it up; `color` changes brightness and
 * saturation; `rotate` turns by 10 degrees, the edge's pixels drawn out; `mask` blacks out a band and a column, of a spectrogram tones and a moment
 * (SpecAugment, D. Park et al., Interspeech 2019). Which corner, which way and how is decided by
 * `variant`, so that it can depend on the photo and yet be the same each time.
 *
 * @param pixels height * width * 3 bytes, RGB; left as it is.
 * @param variant A whole number of at least 0; its two lowest bits count, of `mask` eight. @default 0
 */
export function augmentPixels(
  pixels: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  how: Augmentation,
  variant = 0,
): Uint8Array {
  const out = new Uint8Array(pixels.length);
  const [low, high] = [variant & 1, (variant >> 1) & 1];
  switch (how) {
    case 'flip':
      resampleAffine(pixels, width, height, [-1, 0, width - 1, 0, 1, 0], out);
      return out;
    case 'crop': {
      // Pixel centres: the first and the last of the frame come from the first and the last of the window.
      const [right, down] = [(1 - cropSide) * (width - 1) * low, (1 - cropSide) * (height - 1) * high];
      resampleAffine(pixels, width, height, [cropSide, 0, right, 0, cropSide, down], out);
      return out;
    }
    case 'color':
      adjustColour(pixels, colourFactors[low] ?? 1, colourFactors[high] ?? 1, out);
      return out;
    case 'rotate': {
      const angle = low === 0 ? turn : -turn;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const [x, y] = [(width - 1) / 2, (height - 1) / 2];
      resampleAffine(pixels, width, height, [cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y], out);
      return out;
    }
    case 'mask': {
      out.set(pixels);
      const [tall, wide] = [Math.round(height * maskedPart), Math.round(width * maskedPart)];
      const top = Math.round(((height - tall) * (variant & 15)) / 15);
      const left = Math.round(((width - wide) * ((variant >> 4) & 15)) / 15);
      out.fill(0, top * width * 3, (top + tall) * width * 3);
      for (let row = 0; row < height; row++) out.fill(0, (row * width + left) * 3, (row * width + left + wide) * 3);
      return out;
    }
  }
}
