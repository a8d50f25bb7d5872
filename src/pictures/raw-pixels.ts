import { invalidArgument } from '../errors.ts';

/** Pixels that are decoded already: rows from the top, each pixel 3 (RGB) or 4 (RGBA, not premultiplied) bytes of sRGB. */
export interface RawPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  /** width * height * channels bytes. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * Checks raw pixels.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function expectRawPixels({ width, height, channels, data }: RawPixels): void {
  if (!Number.isSafeInteger(width) || width < 1) throw invalidArgument('image.width', 'a whole number of at least 1', width);
  if (!Number.isSafeInteger(height) || height < 1) throw invalidArgument('image.height', 'a whole number of at least 1', height);
  if (channels !== 3 && channels !== 4) throw invalidArgument('image.channels', '3 (RGB) or 4 (RGBA)', channels);
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) throw invalidArgument('image.data', 'a Uint8Array', data);
  const expected = width * height * channels;
  if (data.length !== expected) {
    throw invalidArgument('image.data', `width * height * channels = ${expected} bytes long`, data.length);
  }
}
