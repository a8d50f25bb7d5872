import sharp from 'sharp';
import { explainUnreadable } from '../pictures/explain-unreadable.ts';
import type { RawPixels } from '../pictures/raw-pixels.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { type DecodeOptions, decodeImage } from './decode-image.ts';
import { type ImageInput, imageSource } from './image-input.ts';
import { readImageFile } from './read-image-file.ts';

/** A picture made small for people to look at. */
export interface View {
  /** RGB, in the picture's own shape, upright. */
  readonly pixels: RawPixels & { readonly channels: 3 };
  /** Of the picture itself, upright. */
  readonly width: number;
  readonly height: number;
}

/** How large a view may be, beside what decoding asks. */
export interface ViewOptions extends DecodeOptions {
  /** The longer side of the view is at most this; a smaller picture is not enlarged. In pixels. */
  readonly longestSide: number;
}

/**
 * Decodes a picture for people rather than for a network: by the same path, but in its own shape.
 *
 * @throws As `decodeImage`.
 */
export async function viewImage(input: ImageInput, { longestSide, ...options }: ViewOptions): Promise<View> {
  const source = imageSource(input);
  if (source.kind === 'pixels') return await view(source.pixels, source.pixels, longestSide, options);
  const file = source.kind === 'file' ? source.path : options.file;
  const bytes = source.kind === 'file' ? await readImageFile(source.path, options.signal) : source.bytes;
  const size = await uprightSize(bytes, file);
  return await view(bytes, size, longestSide, file === undefined ? options : { ...options, file });
}

async function view(
  input: Uint8Array | RawPixels,
  { width, height }: { readonly width: number; readonly height: number },
  longestSide: number,
  options: DecodeOptions,
): Promise<View> {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const frame = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const data = await decodeImage(input, definePreprocessing({ ...frame, fit: 'stretch' }), options);
  return { pixels: { ...frame, channels: 3, data }, width, height };
}

async function uprightSize(bytes: Uint8Array, file: string | undefined): Promise<{ width: number; height: number }> {
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata();
    return autoOrient;
  } catch (cause) {
    throw explainUnreadable(bytes, file, cause);
  }
}
