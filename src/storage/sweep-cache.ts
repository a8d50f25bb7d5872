import { cacheFolder as defaultCacheFolder } from './cache-folder.ts';
import { sweepLeftovers } from './sweep-leftovers.ts';

/** What is written stands at most so deep in the cache; below are the photos of archives. */
const levels = 3;

/**
 * Clears up what processes that were killed left in the cache, as {@link sweepLeftovers} does.
 *
 * Whoever writes the same thing again clears up after the dead anyway; this is for what nobody writes again.
 *
 * @param folder The cache. @default cacheFolder()
 */
export async function sweepCache(folder: string = defaultCacheFolder()): Promise<void> {
  await sweepLeftovers(folder, levels);
}
