import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder as defaultCacheFolder } from './cache-folder.ts';
import { tryLock } from './lock.ts';
import { nameBeside, sweepPartials } from './unfinished.ts';
import { restoreFolder } from './write-folder-atomically.ts';

/** What is written stands at most so deep in the cache; below are the photos of archives. */
const deepest = 3;

/**
 * Clears up what processes that were killed left in the cache: what they were writing goes, a folder that one had moved aside to replace it comes
 * back where it was not replaced, and locks of the dead are given up. What a living process is at stays.
 *
 * Whoever writes the same thing again clears up after the dead anyway; this is for what nobody writes again.
 *
 * @param folder The cache. @default cacheFolder()
 */
export async function sweepCache(folder: string = defaultCacheFolder()): Promise<void> {
  await sweep(folder, 0);
}

async function sweep(folder: string, depth: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // missing, or removed while we look
  const beside = new Set(entries.flatMap(({ name }) => nameBeside(name) ?? []));
  for (const name of beside) {
    // A folder that may not be changed is no reason to fail: this only tidies.
    await restoreFolder(join(folder, name)).catch(() => {});
    await sweepPartials(join(folder, name));
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith('.lock')) await (await tryLock(path).catch(() => undefined))?.release();
    if (entry.isDirectory() && depth < deepest - 1 && nameBeside(entry.name) === undefined) await sweep(path, depth + 1);
  }
}
