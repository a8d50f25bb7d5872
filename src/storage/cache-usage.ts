import { cacheFolder, cachePlaces } from './cache-folder.ts';
import { type FolderSize, folderSize } from './folder-size.ts';
import { remove } from './remove.ts';

/** The parts of the cache, as `graft cache` names them. */
export const cacheParts = ['downloads', 'converted', 'features', 'activations', 'comparisons', 'samples', 'datasets'] as const;

/** One part of the cache. */
export type CachePart = (typeof cacheParts)[number];

/** How much a part of the cache holds, and where. */
export interface CachePartUsage extends FolderSize {
  readonly part: CachePart;
  readonly folder: string;
}

/** Options of {@link cacheUsage} and {@link clearCache}. */
export interface CacheOptions {
  /** @default cacheFolder() */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Tells how much each part of the cache holds, in files and bytes. */
export async function cacheUsage(options: CacheOptions = {}): Promise<CachePartUsage[]> {
  const places = cachePlaces(options.cacheFolder ?? cacheFolder());
  const usage: CachePartUsage[] = [];
  for (const part of cacheParts) usage.push({ part, folder: places[part], ...(await folderSize(places[part], options)) });
  return usage;
}

/**
 * Removes whole parts of the cache. Everything in it can be fetched or computed again.
 *
 * @returns The bytes that were there.
 * @throws WRITE_FAILED
 */
export async function clearCache(parts: readonly CachePart[], options: CacheOptions = {}): Promise<number> {
  const places = cachePlaces(options.cacheFolder ?? cacheFolder());
  let freed = 0;
  for (const part of parts) {
    freed += (await folderSize(places[part], options)).bytes;
    await remove(places[part]);
  }
  return freed;
}
