import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { systemCode } from '../storage/file-failure.ts';
import { tryLock } from '../storage/lock.ts';
import { remove } from '../storage/remove.ts';

/** Which activations to remove from the cache; what fits either is removed. */
export interface PruneActivations {
  /** What was not used since. */
  readonly unusedSince?: Date | undefined;
  /** Down to so many bytes, the least recently used first. */
  readonly toBytes?: number | undefined;
}

/**
 * Removes activations at a cut, and checkpoints of trainings that were broken off, from the cache: they are computed again at need.
 * What a training has open stays. When a file was last used is told by its access time, as far as the file system keeps one.
 *
 * @returns How many files were removed, and their bytes.
 * @throws `WRITE_FAILED`; the signal's reason
 */
export async function pruneActivations(
  { unusedSince, toBytes }: PruneActivations,
  options: { readonly cacheFolder?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly removed: number; readonly bytes: number }> {
  const { activations } = cachePlaces(options.cacheFolder ?? defaultCacheFolder());
  const names = await readdir(activations).catch((cause: unknown): string[] => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw cause;
  });
  const held = new Set<string>();
  for (const name of names.filter((each) => each.endsWith('.lock'))) {
    const lock = await tryLock(join(activations, name)); // one whose process was killed is given up
    if (lock === undefined) held.add(name);
    await lock?.release();
  }
  const files: { readonly path: string; readonly usedMs: number; readonly bytes: number }[] = [];
  for (const name of names) {
    const path = join(activations, name);
    const about =
      /\.(activations|checkpoint)$/.test(name) && !held.has(`${name}.lock`) ? await stat(path).catch(() => undefined) : undefined;
    if (about?.isFile()) files.push({ path, usedMs: Math.max(about.atimeMs, about.mtimeMs), bytes: about.size });
  }
  let left = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let [removed, freed] = [0, 0];
  for (const { path, usedMs, bytes } of files.sort((a, b) => a.usedMs - b.usedMs)) {
    const old = unusedSince !== undefined && usedMs < unusedSince.getTime();
    if (!old && !(toBytes !== undefined && left > toBytes)) continue;
    options.signal?.throwIfAborted();
    await remove(path);
    left -= bytes;
    freed += bytes;
    removed++;
  }
  return { removed, bytes: freed };
}
