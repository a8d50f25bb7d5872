import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from './lock.ts';
import { nameBeside, sweepPartials } from './unfinished.ts';
import { restoreFolder } from './write-folder-atomically.ts';

/**
 * Clears up what processes that were killed left in a folder of Graft's own: what they were writing goes, a folder that one had moved aside to replace
 * it comes back where it was not replaced, and locks of the dead are given up. What a living process is at stays.
 *
 * @param levels How deep: 1 looks at the folder itself alone.
 */
export async function sweepLeftovers(folder: string, levels: number): Promise<void> {
  const names = await readdir(folder).catch(() => []); // missing, or removed while we look
  for (const name of new Set(names.flatMap((name) => nameBeside(name) ?? []))) {
    // A folder that may not be changed is no reason to fail: this only tidies.
    await restoreFolder(join(folder, name)).catch(() => {});
    await sweepPartials(join(folder, name));
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // with what came back: it may be a lock of the dead
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith('.lock')) await (await tryLock(path).catch(() => undefined))?.release();
    if (entry.isDirectory() && levels > 1 && nameBeside(entry.name) === undefined) await sweepLeftovers(path, levels - 1);
  }
}
