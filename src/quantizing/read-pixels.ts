import { GraftError } from '../errors.ts';
import { decodeImage } from '../media/decode-image.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { readFailure } from '../storage/file-failure.ts';
import { mapAhead } from '../tasks/map-ahead.ts';

/** A photo as the network reads it, or why it cannot be read. */
export type PhotoPixels = { readonly file: string } & ({ readonly pixels: Uint8Array } | { readonly error: GraftError });

/** Photos decoded ahead of the network: what bounds memory. */
const ahead = 8;

/** Decodes photos in their order, on the one way from a photo to pixels. Those that cannot be read are told as such. */
export function readPixels(
  files: readonly string[],
  preprocessing: Preprocessing,
  signal: AbortSignal | undefined,
): AsyncGenerator<PhotoPixels, void, void> {
  const read = async (file: string): Promise<PhotoPixels> => {
    try {
      return { file, pixels: await decodeImage(file, preprocessing, { signal }) };
    } catch (cause) {
      signal?.throwIfAborted();
      const error = readFailure(cause, file);
      if (error instanceof GraftError && faultsOfOnePicture.has(error.code)) return { file, error };
      throw error;
    }
  };
  return mapAhead(files, read, { ahead, signal });
}

const faultsOfOnePicture: ReadonlySet<string> = new Set(['IMAGE_UNREADABLE', 'IMAGE_TOO_LARGE', 'FILE_UNREADABLE', 'FILE_NOT_FOUND']);
