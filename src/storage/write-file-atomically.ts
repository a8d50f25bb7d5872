import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFailure } from './file-failure.ts';
import { remove } from './remove.ts';
import { syncFolder } from './sync-to-disk.ts';
import { siblingPath, sweepPartials } from './unfinished.ts';

/**
 * Writes a file so that it is there whole or not at all, even through a crash; an existing one is replaced at once.
 *
 * The bytes go to a hidden sibling, are flushed to the disk, and the sibling is renamed. Missing parent folders are made.
 *
 * @param data Bytes, text (written as UTF-8), or pieces of either.
 * @throws DISK_FULL, WRITE_FAILED
 */
export async function writeFileAtomically(
  file: string,
  data: string | Uint8Array | AsyncIterable<Uint8Array>,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  const partial = siblingPath(file, 'partial');
  try {
    await mkdir(dirname(file), { recursive: true });
    await sweepPartials(file);
    {
      await using handle = await open(partial, 'wx');
      if (typeof data === 'string' || data instanceof Uint8Array) await handle.writeFile(data, { signal });
      else {
        for await (const piece of data) {
          signal?.throwIfAborted();
          await handle.writeFile(piece); // appends: a handle's writeFile goes on from where it stands
        }
      }
      await handle.sync();
    }
    await rename(partial, file);
    await syncFolder(dirname(file));
  } catch (cause) {
    await remove(partial).catch(() => {}); // the first failure is the one to tell
    throw writeFailure(cause, file);
  }
}
