import { fileURLToPath } from 'node:url';
import { invalidArgument } from '../errors.ts';

/** Pixels that are decoded already: rows from the top, each pixel 3 (RGB) or 4 (RGBA, not premultiplied) bytes of sRGB. */
export interface RawPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  /** width * height * channels bytes. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A picture: a path, a `file:` URL, the bytes of an encoded file, or raw pixels. */
export type ImageInput = string | URL | Uint8Array | RawPixels;

/** What a picture is once its file, if any, is found: a path, encoded bytes, or raw pixels. */
export type ImageSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'pixels'; readonly pixels: RawPixels };

/**
 * Tells the forms of {@link ImageInput} apart and checks them.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function imageSource(input: ImageInput): ImageSource {
  const expected = 'a path, a file: URL, the bytes of an image file, or { width, height, channels, data }';
  if (typeof input === 'string') return { kind: 'file', path: input };
  if (input instanceof URL) {
    if (input.protocol === 'file:') return { kind: 'file', path: fileURLToPath(input) };
    throw invalidArgument('image', expected, input.href, 'Fetch the picture first and give its bytes.');
  }
  if (input instanceof Uint8Array) return { kind: 'bytes', bytes: input };
  if (typeof input !== 'object' || input === null || !('data' in input)) throw invalidArgument('image', expected, input);
  checkPixels(input);
  return { kind: 'pixels', pixels: input };
}

function checkPixels({ width, height, channels, data }: RawPixels): void {
  if (!Number.isSafeInteger(width) || width < 1) throw invalidArgument('image.width', 'a whole number of at least 1', width);
  if (!Number.isSafeInteger(height) || height < 1) throw invalidArgument('image.height', 'a whole number of at least 1', height);
  if (channels !== 3 && channels !== 4) throw invalidArgument('image.channels', '3 (RGB) or 4 (RGBA)', channels);
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) throw invalidArgument('image.data', 'a Uint8Array', data);
  const expected = width * height * channels;
  if (data.length !== expected) {
    throw invalidArgument('image.data', `width * height * channels = ${expected} bytes long`, data.length);
  }
}
