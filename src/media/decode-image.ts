import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { GraftError, invalidArgument } from '../errors.ts';
import { explainUnreadable } from '../pictures/explain-unreadable.ts';
import { mendJpeg } from '../pictures/mend-jpeg.ts';
import type { RawPixels } from '../pictures/raw-pixels.ts';
import { sniffImage } from '../pictures/sniff-image.ts';
import { type Placement, placePicture } from '../preprocessing/place-picture.ts';
import type { Preprocessing, Rgb } from '../preprocessing/preprocessing.ts';
import { renderFrame } from '../preprocessing/render-frame.ts';
import { decodeWindows, loudestOf } from './decode-windows.ts';
import { type ImageInput, imageSource } from './image-input.ts';
import type { PictureFacts } from './picture-facts.ts';
import { readCamera } from './read-camera.ts';
import { readEncoded } from './read-encoded.ts';

/** What a picture may cost, and what it is called. */
export interface DecodeOptions {
  /** The picture's name for messages, where the input is bytes or pixels. */
  readonly file?: string | undefined;
  /**
   * Pictures with more pixels are refused by their header, before anything is allocated. @default 100,000,000
   *
   * A 100-megapixel camera's picture still passes; its pixels at full size are 300 MB, and formats other than JPEG and
   * WebP hold all of them when the file is interlaced or must be turned.
   */
  readonly maxPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes a picture into a network's pixels: the one way, for training and prediction alike. Where the preprocessing is of sounds, that of the
 * loudest window of one; `decodePictures` gives all.
 *
 * JPEG, PNG, WebP, GIF and animations (first frame), TIFF, AVIF and SVG, told by content. A JPEG is decoded at a half,
 * a quarter or an eighth of its size where the frame is smaller still. Harmless faults that every viewer passes over
 * ({@link mendJpeg}) are mended; pictures that are truncated or damaged inside are refused.
 *
 * @returns height * width * 3 bytes, rows from the top, RGB, 0 to 255: {@link Preprocessing} says how.
 * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `INVALID_ARGUMENT`; the signal's
 * reason when it is cancelled. A picture whose decoding has begun is decoded to its end first.
 */
export async function decodeImage(input: ImageInput, preprocessing: Preprocessing, options: DecodeOptions = {}): Promise<Uint8Array> {
  const { maxPixels = 100_000_000, signal } = options;
  if (!Number.isSafeInteger(maxPixels) || maxPixels < 1) throw invalidArgument('maxPixels', 'a whole number of at least 1', maxPixels);
  signal?.throwIfAborted();
  const source = imageSource(input);
  const job: Job = { preprocessing, maxPixels, file: source.kind === 'file' ? source.path : options.file };
  if (source.kind === 'pixels') return await placePixels(source.pixels, job);
  const bytes = await readEncoded(source, signal);
  const { pixels } = await decodePicture(bytes, preprocessing, { ...options, file: job.file });
  return pixels;
}

/** A picture's pixels, as {@link decodeImage} gives them, and what its file says of it. */
export interface DecodedPicture {
  readonly pixels: Uint8Array;
  readonly facts: PictureFacts;
}

/** Like {@link decodeImage} for the bytes of a file, with what its header tells. */
export async function decodePicture(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  { maxPixels = 100_000_000, file, signal }: DecodeOptions = {},
): Promise<DecodedPicture> {
  signal?.throwIfAborted();
  if (preprocessing.sound !== undefined) {
    const { windows, facts } = await decodeWindows(bytes, preprocessing, { file, signal });
    return { pixels: loudestOf(windows).pixels, facts };
  }
  const picture = await decodeBytes(bytes, { preprocessing, maxPixels, file });
  signal?.throwIfAborted();
  return picture;
}

interface Job {
  readonly preprocessing: Preprocessing;
  readonly maxPixels: number;
  readonly file: string | undefined;
}

async function decodeBytes(bytes: Uint8Array, job: Job): Promise<DecodedPicture> {
  try {
    return await decodeStrictly(bytes, job);
  } catch (cause) {
    if (cause instanceof GraftError) throw cause;
    const mended = sniffImage(bytes) === 'jpeg' ? mendJpeg(bytes) : undefined;
    if (mended !== undefined) {
      const picture = await decodeStrictly(mended, job, 'in-full').catch(() => undefined);
      if (picture !== undefined) return picture;
    }
    throw explainUnreadable(bytes, job.file, cause);
  }
}

/**
 * @param how `in-full` forgoes the shortcut of decoding a large JPEG at a fraction of its size. With it, warnings about
 * the last rows go unnoticed, and a mended file is to be judged by its warnings: one byte short, and it is refused.
 */
async function decodeStrictly(bytes: Uint8Array, job: Job, how: 'shrunk' | 'in-full' = 'shrunk'): Promise<DecodedPicture> {
  // In a JPEG a warning is what tells damaged data, in a GIF it may concern a later frame, in a TIFF an unknown tag.
  const failOn = sniffImage(bytes) === 'jpeg' ? 'warning' : 'error';
  const picture = open(bytes, { failOn, autoOrient: true });
  const { autoOrient: upright, format, orientation = 1, exif } = await picture.metadata();
  if (how === 'in-full') picture.extract({ left: 0, top: 0, ...upright });
  const pixels = await render(picture, { ...upright, drawn: format === 'svg' }, job);
  return { pixels, facts: { ...upright, format, orientation, camera: exif === undefined ? '' : readCamera(exif) } };
}

async function placePixels({ width, height, channels, data }: RawPixels, job: Job): Promise<Uint8Array> {
  return await render(open(data, { raw: { width, height, channels } }), { width, height, drawn: false }, job);
}

/** A picture whose header only is read until it is rendered; the limit of pixels is checked in between. */
function open(data: Uint8Array | Uint8ClampedArray, options: SharpOptions): Sharp {
  setUpOnce();
  return sharp(data, { ...options, limitInputPixels: false });
}

/** A picture's size; one that is drawn from lines has no pixels of its own and is drawn at any size. */
interface Extent {
  readonly width: number;
  readonly height: number;
  readonly drawn: boolean;
}

async function render(picture: Sharp, { width, height, drawn }: Extent, { preprocessing, maxPixels, file }: Job): Promise<Uint8Array> {
  if (width * height > maxPixels) {
    const name = file === undefined ? 'The picture' : `The picture ${file}`;
    throw new GraftError('IMAGE_TOO_LARGE', `${name} is too large: ${width} x ${height} pixels, the limit is ${maxPixels} in all.`, {
      hint: 'Scale it down; the network sees a few hundred pixels a side.',
      ...(file === undefined ? {} : { file }),
    });
  }
  const placement = placePicture(width, height, preprocessing);
  const { scaledWidth, scaledHeight } = placement;
  // libvips would enlarge half a pixel off, so it shrinks only; `preprocessing/` enlarges, as in a browser.
  const enlarged = (scaledWidth > width || scaledHeight > height) && !drawn && preprocessing.version > 1;
  const size = enlarged
    ? { width: Math.min(width, scaledWidth), height: Math.min(height, scaledHeight) }
    : { width: scaledWidth, height: scaledHeight };
  picture
    .flatten({ background: colour(preprocessing.background) })
    // libvips's name for it; shrinking widens the triangle over all pixels that it covers.
    .resize(size.width, size.height, { fit: 'fill', kernel: 'linear' })
    .toColourspace('srgb');
  if (!enlarged) return await place(picture, placement, preprocessing).raw({ depth: 'uchar' }).toBuffer();
  const data = await picture.raw({ depth: 'uchar' }).toBuffer();
  // Where a picture is cut or padded, both sides are scaled alike, so that it lies as the whole picture would.
  return renderFrame({ ...size, data }, preprocessing);
}

function place(picture: Sharp, { scaledWidth, scaledHeight, left, top }: Placement, { width, height, fit, padding }: Preprocessing): Sharp {
  switch (fit) {
    case 'stretch':
      return picture;
    case 'crop':
      return picture.extract({ left: -left, top: -top, width, height });
    case 'pad':
      return picture.extend({
        left,
        top,
        right: width - left - scaledWidth,
        bottom: height - top - scaledHeight,
        background: colour(padding),
      });
  }
}

function colour([r, g, b]: Rgb): { r: number; g: number; b: number } {
  return { r, g, b };
}

let isSetUp = false;

/**
 * Settles what sharp holds for the whole process, at the first picture and never again, so that a program that uses
 * sharp itself may set it otherwise afterwards.
 *
 * One thread a picture: several pictures are decoded at once, beside the network. No cache of operations: no picture is
 * decoded twice, and the cache would keep 50 MB of them.
 */
function setUpOnce(): void {
  if (isSetUp) return;
  isSetUp = true;
  sharp.concurrency(1);
  sharp.cache(false);
}
