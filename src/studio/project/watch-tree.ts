import { type Dirent, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';

/** What is told of a change: the name of what changed, as the system gives it. */
export type Told = (name: string | null) => void;

/** A folder with all below it, watched until it is disposed of. */
export interface WatchedTree extends Disposable {
  /** Watches folders that are new, and those no longer that are gone: to be called after a change. @throws where the system watches no more of them */
  refresh(): void;
}

/**
 * Tells of changes in a folder and in all folders below that are not hidden.
 *
 * Where the system itself watches trees (macOS, Windows) it does. On Linux Node would watch every file by itself, and go on watching files that are
 * gone: measured, four watches for each photo that came to Studio and went, of some hundred thousand that a user has. A folder's own watch
 * tells of all files in it, so there folders alone are watched.
 *
 * @param failed Hears where watching ends by itself.
 * @throws where the folder cannot be watched
 */
export function watchTree(root: string, told: Told, failed: (error: Error) => void): WatchedTree {
  const start = (folder: string, recursive: boolean): FSWatcher =>
    watch(folder, { recursive }, (_event, name) => told(name)).on('error', failed);
  if (platform() !== 'linux') {
    const watcher = start(root, true);
    return { refresh: () => {}, [Symbol.dispose]: () => watcher.close() };
  }
  const watched = new Map<string, { readonly identity: string; readonly watcher: FSWatcher }>();
  const refresh = (): void => {
    const there = new Map(foldersFrom(root));
    // First the old ones: a folder that was renamed is the same to the system.
    for (const [folder, { identity, watcher }] of watched) {
      if (there.get(folder) === identity) continue;
      watcher.close();
      watched.delete(folder);
    }
    for (const [folder, identity] of there) if (!watched.has(folder)) watched.set(folder, { identity, watcher: start(folder, false) });
  };
  const close = (): void => {
    for (const { watcher } of watched.values()) watcher.close();
    watched.clear();
  };
  try {
    refresh();
  } catch (error) {
    close();
    throw error;
  }
  return { refresh, [Symbol.dispose]: close };
}

/** A folder and all below it, and what tells each from a later one of its name. Those that are gone meanwhile, or may not be listed, are left out. */
function* foldersFrom(folder: string): Generator<[folder: string, identity: string]> {
  const about = statSync(folder, { throwIfNoEntry: false });
  if (about === undefined) return;
  yield [folder, `${about.ino} ${about.birthtimeMs}`];
  for (const entry of listed(folder)) if (entry.isDirectory() && !entry.name.startsWith('.')) yield* foldersFrom(join(folder, entry.name));
}

function listed(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
