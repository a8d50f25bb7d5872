import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a folder holds. */
export interface FolderSize {
  readonly files: number;
  /** Their lengths added up, in bytes. */
  readonly bytes: number;
}

/** Counts the files in a folder and below, and their bytes. A missing folder holds none. */
export async function folderSize(folder: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<FolderSize> {
  options.signal?.throwIfAborted();
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // missing, or removed while we look
  let files = 0;
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const inner = await folderSize(path, options);
      files += inner.files;
      bytes += inner.bytes;
    } else if (entry.isFile()) {
      files++;
      bytes += (await stat(path).catch(() => undefined))?.size ?? 0;
    }
  }
  return { files, bytes };
}
