import { renameSync } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GraftError } from '../errors.ts';
import { systemCode, writeFailure } from './file-failure.ts';
import { remove } from './remove.ts';
import { syncFolder, syncTree } from './sync-to-disk.ts';
import { abandonedSiblings, siblingPath, sweepPartials } from './unfinished.ts';

/** Two processes that swap the same folder may step between each other's two renames; more than a few times is a fault. */
const swapAttempts = 5;

/** What {@link writeFolderAtomically} may replace, and what stops it. */
export interface WriteFolderOptions {
  /** A file that each folder of this kind holds, such as `graft.json`; only a folder that has it (or is empty) is replaced. */
  readonly marker: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a folder so that it is there whole or not at all, even through a crash; an existing one is replaced whole.
 *
 * `build` fills a hidden sibling, which is then flushed to the disk and renamed into place; the old folder is moved
 * aside just before and removed after. Where the process dies between those two renames, the old folder stands aside
 * whole, and {@link restoreFolder} (which this calls first) puts it back.
 *
 * @param build Fills the folder that it is given.
 * @returns What `build` returned.
 * @throws ALREADY_EXISTS where a file or a folder without the marker stands there; DISK_FULL, WRITE_FAILED
 */
export async function writeFolderAtomically<Result>(
  folder: string,
  build: (temporary: string) => Promise<Result>,
  options: WriteFolderOptions,
): Promise<Result> {
  const { marker, signal } = options;
  signal?.throwIfAborted();
  let partial: string | undefined;
  try {
    await restoreFolder(folder);
    const target = await realpath(folder).catch(() => folder); // a link to a folder stays a link
    await refuseForeign(target, folder, marker);
    await mkdir(dirname(target), { recursive: true });
    await sweepPartials(target);
    partial = siblingPath(target, 'partial');
    await mkdir(partial);
    const result = await build(partial);
    signal?.throwIfAborted();
    await syncTree(partial);
    await swap(partial, target, folder, marker);
    await syncFolder(dirname(target));
    return result;
  } catch (cause) {
    if (partial !== undefined) await remove(partial).catch(() => {}); // the first failure is the one to tell
    throw writeFailure(cause, folder);
  }
}

/**
 * Puts back a folder whose replacement was interrupted between its two renames, and removes older leftovers.
 *
 * Cheap where there is nothing to do; call it before reading a folder that seems to be missing.
 *
 * @returns Whether a folder was put back.
 */
export async function restoreFolder(folder: string): Promise<boolean> {
  const target = await realpath(folder).catch(() => folder);
  const [newest, ...older] = await abandonedSiblings(target, 'old');
  if (newest === undefined) return false;
  const missing = (await presence(target)) === 'missing';
  if (missing) await rename(newest, target);
  for (const leftover of missing ? older : [newest, ...older]) await remove(leftover).catch(() => {});
  return missing;
}

async function swap(partial: string, target: string, folder: string, marker: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const there = await refuseForeign(target, folder, marker);
    const aside = siblingPath(target, 'old');
    try {
      // Synchronous, with nothing between: no signal handler of ours can run while the folder is away.
      if (there !== 'missing') renameSync(target, aside);
      try {
        renameSync(partial, target);
      } catch (cause) {
        if (there !== 'missing') restoreAside(aside, target);
        throw cause;
      }
      if (there !== 'missing') await remove(aside).catch(() => {}); // swept at the next write
      return;
    } catch (cause) {
      const code = systemCode(cause);
      const steppedBetween = code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT';
      if (!steppedBetween || attempt === swapAttempts || (await presence(partial)) === 'missing') throw cause;
    }
  }
}

function restoreAside(aside: string, target: string): void {
  try {
    renameSync(aside, target);
  } catch {
    // Another process put its own there meanwhile; ours is then swept at the next write.
  }
}

async function presence(path: string): Promise<'missing' | 'folder' | 'other'> {
  const info = await lstat(path).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw cause;
  });
  if (info === undefined) return 'missing';
  return info.isDirectory() ? 'folder' : 'other';
}

/**
 * Refuses a place where something stands that Graft did not make: a file, or a folder with things in it but no marker.
 *
 * @param target The place, links followed.
 * @param folder The same as the user named it.
 * @returns What stands there that may be replaced.
 * @throws ALREADY_EXISTS
 */
export async function refuseForeign(target: string, folder: string, marker: string): Promise<'missing' | 'folder'> {
  const there = await presence(target);
  if (there === 'missing') return there;
  if (there === 'folder') {
    const names = await readdir(target).catch((cause: unknown): string[] => {
      if (systemCode(cause) === 'ENOENT') return []; // moved aside by another process since
      throw cause;
    });
    if (names.length === 0 || names.includes(marker)) return there;
  }
  const what = there === 'folder' ? `a folder that holds no ${marker}` : 'a file';
  throw new GraftError('ALREADY_EXISTS', `Refused to replace ${folder}: ${what} stands there, and Graft did not make it.`, {
    hint: `Choose another place, or move ${basename(folder)} away first.`,
    file: join(folder),
  });
}
