import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mapAhead } from '../tasks/map-ahead.ts';

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

/** Flushes under way at a time: a disk writes down several with one turn. Measured on 890 photos: 2 to 7 times as fast as one by one. */
const flushesAhead = 16;

/** {@link syncFile} and {@link syncFolder} for all in a folder. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await syncTree(join(folder, entry.name));
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
  for await (const _ of mapAhead(files, syncFile, { ahead: flushesAhead })) {
    // each is only waited for
  }
  await syncFolder(folder);
}
