import type { ImageSource } from './image-input.ts';
import { readImageFile } from './read-image-file.ts';

/** The bytes of an encoded picture or sound, read where it is a file. @throws as `readImageFile` */
export async function readEncoded(
  source: Exclude<ImageSource, { readonly kind: 'pixels' }>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  return source.kind === 'file' ? await readImageFile(source.path, signal) : source.bytes;
}
