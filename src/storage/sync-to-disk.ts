import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Asks the disk to keep a file's bytes before anything points at it. */
export async function syncFile(file: string): Promise<void> {
  // Windows flushes only through a handle that may write.
  await using handle = await open(file, 'r+');
  await handle.sync();
}

/**
 * Asks the disk to keep a folder's list of names, so that a rename in it survives a power cut.
 *
 * Windows and some network file systems cannot; then the rename is merely not hurried.
 */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // see above: a hint to the disk, not a step of the write
  }
}

/** {@link syncFile} and {@link syncFolder} for all in a folder. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else if (entry.isFile()) await syncFile(path);
  }
  await syncFolder(folder);
}
