import { open } from 'node:fs/promises';
import { GraftError } from '../errors.ts';
import { unreadable } from '../pictures/explain-unreadable.ts';
import { readFailure } from '../storage/file-failure.ts';

/** No photo's file is nearly so large: a camera's 150 megapixels are 60 MB of JPEG, 900 MB only of uncompressed TIFF. */
export const mostImageFileBytes = 512 * 2 ** 20;

/**
 * Reads an image file whole, unless it is too large to be one.
 *
 * @throws `FILE_NOT_FOUND`, `FILE_UNREADABLE`; `IMAGE_TOO_LARGE` above {@link mostImageFileBytes}; `IMAGE_UNREADABLE`
 * when the path is no regular file, as reading a pipe or a device might never end.
 */
export async function readImageFile(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  signal?.throwIfAborted();
  try {
    // Opened first and asked after, so that both speak of the same file.
    await using file = await open(path);
    const about = await file.stat();
    if (about.isDirectory()) throw unreadable(path, 'it is a folder', { hint: 'Name the photos in it, such as folder/*.jpg.' });
    if (!about.isFile()) throw unreadable(path, 'it is no regular file', { hint: 'Copy the picture into a file first.' });
    if (about.size > mostImageFileBytes) {
      const message = `The picture ${path} is too large: its file has ${about.size} bytes, the limit is ${mostImageFileBytes}.`;
      throw new GraftError('IMAGE_TOO_LARGE', message, {
        file: path,
        hint: 'Scale it down; the network sees a few hundred pixels a side.',
      });
    }
    return await file.readFile(signal === undefined ? {} : { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw readFailure(cause, path);
  }
}
