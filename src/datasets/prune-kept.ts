import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { systemCode } from '../storage/file-failure.ts';
import { folderSize } from '../storage/folder-size.ts';
import { remove } from '../storage/remove.ts';
import { unpackedMarker } from './kept-archive.ts';

/** Which photos to remove from the cache; what fits either is removed. */
export interface PruneKept {
  /** What was not used since. */
  readonly unusedSince?: Date | undefined;
  /** Down to so many bytes, the least recently used first. */
  readonly toBytes?: number | undefined;
}

/** Something that is removed as a whole: an unpacked archive, a fetched photo, one that a program gave. */
interface Kept {
  readonly path: string;
  readonly usedMs: number;
  readonly bytes: number;
}

/**
 * Removes photos that were unpacked from archives, fetched, or given by programs, from the cache. They come back by
 * themselves when their dataset is opened again; those of programs when the program gives them again.
 *
 * When something was last used is told by the note of an archive, and by the access time of a photo, as far as the file
 * system keeps one.
 *
 * @throws `WRITE_FAILED`; the signal's reason
 */
export async function pruneKeptPhotos(
  { unusedSince, toBytes }: PruneKept,
  options: { readonly cacheFolder?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly removed: number; readonly bytes: number }> {
  const { signal } = options;
  const { datasets } = cachePlaces(options.cacheFolder ?? defaultCacheFolder());
  const kept = (await listKept(datasets, signal)).sort((a, b) => a.usedMs - b.usedMs);
  let left = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  let [removed, bytes] = [0, 0];
  for (const each of kept) {
    const old = unusedSince !== undefined && each.usedMs < unusedSince.getTime();
    if (!old && !(toBytes !== undefined && left > toBytes)) continue;
    signal?.throwIfAborted();
    await remove(each.path);
    left -= each.bytes;
    bytes += each.bytes;
    removed++;
  }
  return { removed, bytes };
}

async function listKept(datasets: string, signal: AbortSignal | undefined): Promise<Kept[]> {
  const kept: Kept[] = [];
  const archives = join(datasets, 'archives');
  for (const name of await namesIn(archives)) {
    const path = join(archives, name);
    const marker = await stat(join(path, unpackedMarker)).catch(() => undefined);
    if (marker !== undefined) kept.push({ path, usedMs: marker.mtimeMs, bytes: (await folderSize(path, { signal })).bytes });
  }
  for (const part of ['photos', 'given']) {
    for (const shelf of await namesIn(join(datasets, part))) {
      for (const name of await namesIn(join(datasets, part, shelf))) {
        const path = join(datasets, part, shelf, name);
        const about = await stat(path).catch(() => undefined);
        if (about?.isFile()) kept.push({ path, usedMs: Math.max(about.atimeMs, about.mtimeMs), bytes: about.size });
      }
    }
  }
  return kept;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown): string[] => {
    if (systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR') return [];
    throw cause;
  });
}
