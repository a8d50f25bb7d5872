import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { readFailure } from '../storage/file-failure.ts';
import { isIgnored } from './ignored-names.ts';

/**
 * Lists a folder, without what is passed over, sorted by code unit whatever order the file system gives.
 *
 * @throws `FILE_NOT_FOUND`, `FILE_UNREADABLE`
 */
export async function listFolder(path: string, signal?: AbortSignal): Promise<Dirent[]> {
  signal?.throwIfAborted();
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => !isIgnored(entry.name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw readFailure(cause, path);
  }
}
