import { fileURLToPath } from 'node:url';
import { invalidArgument } from '../errors.ts';
import { expectRawPixels, type RawPixels } from '../pictures/raw-pixels.ts';

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
  expectRawPixels(input);
  return { kind: 'pixels', pixels: input };
}
