import { lstatSync, readdirSync, readFileSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { systemCode, writeFailure } from './file-failure.ts';
import { acquireLock } from './lock.ts';
import { remove } from './remove.ts';
import { syncFolder, syncTree } from './sync-to-disk.ts';
import { siblingPath, siblingsOf, sweepPartials } from './unfinished.ts';
import { refuseForeign, type WriteFolderOptions, writeFolderAtomically } from './write-folder-atomically.ts';

/** What {@link writeFolderInPlace} replaces, and in which order. */
export interface WriteInPlaceOptions extends WriteFolderOptions {
  /** The files by which readers come in, in the order in which they change, after all that they ask for. */
  readonly last: readonly string[];
  /** The names of the files that Graft made, from the text of a marker. */
  readonly filesOf: (marker: string) => readonly string[];
}

/** What is on its way into a folder stands in it under this name, hidden, and marked with whose it is. */
const incoming = 'release';

/** Several seconds: building is hashing and writing some ten megabytes. */
const lockTimeoutMs = 60_000;

/**
 * Writes a flat folder that others read while it is replaced, as a web server does: the folder itself stays, so that mounts of it and programs
 * that run in it stay, too, no file of it is ever missing, and what the user added is left alone.
 *
 * Where nothing stands yet, it is there whole at once. Else all files are made and flushed in a hidden folder inside it, and then renamed over the
 * former ones in one turn: first the others, then those by which readers come in, last the marker; files that the former marker lists and the new one does not
 * are removed before the marker. Where the process dies in between, {@link finishFolder} (which this calls first) renames the rest.
 *
 * @param build Fills the folder that it is given, with files alone.
 * @throws ALREADY_EXISTS where a file or a folder without the marker stands there; DISK_FULL, WRITE_FAILED, LOCKED
 */
export async function writeFolderInPlace(
  folder: string,
  build: (temporary: string) => Promise<void>,
  options: WriteInPlaceOptions,
): Promise<void> {
  const { marker, signal } = options;
  signal?.throwIfAborted();
  const target = await finishFolder(folder, options);
  if ((await refuseForeign(target, folder, marker)) === 'missing') return await writeFolderAtomically(folder, build, options);
  await using _ = await lock(target, signal);
  const partial = siblingPath(join(target, incoming), 'partial');
  try {
    await mkdir(partial);
    await build(partial);
    signal?.throwIfAborted();
    await syncTree(partial);
    await finishReady(target, options); // of one who held the lock before us
    const ready = siblingPath(join(target, incoming), 'ready');
    renameSync(partial, ready);
    await syncFolder(target);
    moveIn(ready, target, options);
    await syncFolder(target);
  } catch (cause) {
    await remove(partial).catch(() => {}); // the first failure is the one to tell
    throw writeFailure(cause, folder);
  }
}

/**
 * Puts in their places the files of a release that a process, now dead, had written whole and not yet moved, and removes what others left half-written.
 *
 * Cheap where there is nothing to do.
 *
 * @returns The folder itself, links followed.
 */
export async function finishFolder(folder: string, options: WriteInPlaceOptions): Promise<string> {
  const target = await realpath(folder).catch(() => folder); // nothing stands there
  await sweepPartials(join(target, incoming));
  if ((await siblingsOf(join(target, incoming), 'ready')).length === 0) return target;
  await using _ = await lock(target, options.signal);
  await finishReady(target, options);
  return target;
}

const lock = (target: string, signal: AbortSignal | undefined): ReturnType<typeof acquireLock> =>
  acquireLock(join(target, `.${incoming}.lock`), { timeoutMs: lockTimeoutMs, signal });

/** Whoever holds the lock knows that no living process still moves any of them. */
async function finishReady(target: string, options: WriteInPlaceOptions): Promise<void> {
  try {
    for (const ready of await siblingsOf(join(target, incoming), 'ready')) moveIn(ready, target, options);
  } catch (cause) {
    throw writeFailure(cause, target);
  }
}

/** Moves a release in. Synchronous, with nothing between: no signal handler of ours can run half-way. What is moved already is not there any more. */
function moveIn(ready: string, target: string, { marker, last, filesOf }: WriteInPlaceOptions): void {
  const names = readdirSync(ready);
  const move = (name: string): void => {
    if (names.includes(name)) renameSync(join(ready, name), join(target, name));
  };
  for (const name of names) if (name !== marker && !last.includes(name)) move(name);
  for (const name of last) move(name);
  if (names.includes(marker)) {
    const kept = new Set([...filesOf(readFileSync(join(ready, marker), 'utf8')), ...last, marker]);
    for (const name of formerFiles(join(target, marker), filesOf)) if (!kept.has(name)) removePlain(join(target, name));
  }
  move(marker);
  rmdirSync(ready);
}

/** Names in the folder itself alone, whatever the file says: what they name is removed. */
function formerFiles(marker: string, filesOf: WriteInPlaceOptions['filesOf']): string[] {
  try {
    return filesOf(readFileSync(marker, 'utf8')).filter((name) => name !== '' && name !== '.' && name !== '..' && name === basename(name));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return []; // an empty folder is filled
    throw cause;
  }
}

function removePlain(file: string): void {
  try {
    if (lstatSync(file).isFile()) unlinkSync(file);
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw cause;
  }
}
