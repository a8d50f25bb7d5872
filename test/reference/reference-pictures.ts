/**
 * The pictures that both MediaPipe and our converted networks are shown, as exact pixels.
 *
 * Photos are decoded and resized here, once, so that no decoder or resampler takes part in the comparison; synthetic
 * pictures need no file at all.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import sharp from 'sharp';

/** Where a photo comes from: the ImageNet samples beside the repository, or the `foods` samples of the catalogue. */
export type PhotoSource = 'imagenet-samples' | 'foods';

/** Every n-th of a sorted listing, so that the choice follows from the folder alone. */
export function everyNth(names: readonly string[], count: number): string[] {
  const sorted = names.filter((name) => !name.startsWith('.')).sort();
  const step = Math.floor(sorted.length / count);
  return sorted.filter((_, i) => i % step === 0).slice(0, count);
}

/**
 * A photo as `size` x `size` uint8 RGB pixels, row-major: stretched, bilinear.
 *
 * @throws sharp's own error when the file cannot be decoded.
 */
export async function photoPixels(file: string, size: number): Promise<Uint8Array> {
  const raw = await sharp(file)
    .autoOrient()
    .toColourspace('srgb')
    .removeAlpha()
    .resize(size, size, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer();
  if (raw.length !== size * size * 3) throw new Error(`Expected ${size * size * 3} bytes from ${file}. Received ${raw.length}.`);
  return new Uint8Array(raw);
}

/** The sha256 of pixels, by which a changed decoder or resampler is told from a changed network. */
export function pixelHash(pixels: Uint8Array): string {
  return createHash('sha256').update(pixels).digest('hex');
}

/** Red, green and blue at a pixel, each 0 … 255; `x`, `y` and `size` are whole numbers. */
type Painter = (x: number, y: number, size: number) => readonly [number, number, number];

/** A 32-bit mix of two coordinates and a seed (the finalizer of MurmurHash3): the same noise on every machine. */
function mix(x: number, y: number, seed: number): number {
  let h = (Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(seed, 0xc2b2ae3d)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A triangle wave of the given period over 0 … 255. */
function triangle(t: number, period: number): number {
  const phase = ((t % period) + period) % period;
  return Math.floor((255 * Math.abs(2 * phase - period)) / period);
}

function insideDisc(x: number, y: number, cx: number, cy: number, r: number): boolean {
  return (x - cx) * (x - cx) + (y - cy) * (y - cy) <= r * r;
}

const painters: Readonly<Record<string, Painter>> = {
  grey: () => [128, 128, 128],
  ramp: (x, y, size) => [Math.floor((255 * x) / size), Math.floor((255 * y) / size), Math.floor((255 * (x + y)) / (2 * size))],
  noise: (x, y) => [mix(x, y, 1) & 255, mix(x, y, 2) & 255, mix(x, y, 3) & 255],
  'coarse-noise': (x, y) => {
    const colour = mix(x >> 4, y >> 4, 4);
    return [colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255];
  },
  stripes: (x, y) => [triangle(x, 24), triangle(x + y, 40), triangle(y, 64)],
  zebra: (x, y) => (triangle(x + (triangle(y, 90) >> 3), 26) > 127 ? [240, 236, 228] : [20, 18, 22]),
  chessboard: (x, y, size) => ((Math.floor((8 * x) / size) + Math.floor((8 * y) / size)) % 2 === 0 ? [236, 217, 185] : [130, 90, 60]),
  'tennis-ball': (x, y, size) => {
    const [c, r] = [size >> 1, (size * 3) >> 3];
    if (!insideDisc(x, y, c, c, r)) return [40 + (mix(x, y, 5) & 15), 90 + (mix(x, y, 6) & 31), 50];
    const seam = Math.abs((x - c) * (x - c) - (y - c) * r + r * 8) < r * 6;
    return seam ? [245, 245, 240] : [200 + ((mix(x, y, 7) & 15) >> 1), 220, 60];
  },
  'traffic-light': (x, y, size) => {
    const c = size >> 1;
    const r = Math.floor(size / 10);
    if (Math.abs(x - c) > Math.floor(size / 6) || Math.abs(y - c) > Math.floor(size * 0.42)) return [135, 190, 235];
    if (insideDisc(x, y, c, c - Math.floor(size / 4), r)) return [255, 40, 30];
    if (insideDisc(x, y, c, c, r)) return [110, 90, 20];
    if (insideDisc(x, y, c, c + Math.floor(size / 4), r)) return [20, 90, 50];
    return [25, 28, 26];
  },
  'orange-on-plate': (x, y, size) => {
    const c = size >> 1;
    const grain = mix(x >> 1, y >> 1, 8) & 15;
    if (insideDisc(x, y, c, c, Math.floor(size / 4))) return [255 - (grain >> 1), 140 + grain - Math.floor((y * 40) / size), 20];
    if (insideDisc(x, y, c, c, Math.floor((size * 3) / 7))) return [245 - grain, 245 - grain, 248 - grain];
    return [120 + grain, 80 + grain, 50 + (grain >> 1)];
  },
};

/** The names of the pictures that {@link syntheticPixels} can draw. */
export const syntheticNames: readonly string[] = Object.keys(painters);

/** A drawn picture as `size` x `size` uint8 RGB pixels, row-major: whole-number formulas, so the same on every machine. */
export function syntheticPixels(name: string, size: number): Uint8Array {
  const paint = painters[name];
  if (paint === undefined) throw new Error(`No synthetic picture is called ${name}.`);
  const pixels = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) pixels.set(paint(x, y, size), (y * size + x) * 3);
  }
  return pixels;
}
