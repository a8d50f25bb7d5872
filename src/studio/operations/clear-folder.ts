import { readdir, rmdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isLeftover } from '../../datasets/ignored-names.ts';
import { readFailure, systemCode, writeFailure } from '../../storage/file-failure.ts';
import { remove } from '../../storage/remove.ts';
import type { ClassEntry } from '../project/photo-entry.ts';
import { folderWithin, placeFile, unlessGone } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';

/** A file that lay among a class's photos, and lies in the trash. */
export interface ClearedFile {
  readonly path: string;
  /** The folder within the class's that it was in. */
  readonly within: string;
}

/**
 * Takes away the folder of a class whose photos are gone: what else is in it moves to the trash, as it is the user's; what systems keep in every
 * folder, and folders without a file, go. Within a turn.
 *
 * @param cleared Gets what was moved, also where it fails midway.
 * @throws `FILE_UNREADABLE`, `WRITE_FAILED`
 */
export async function clearFolder(project: Project, one: ClassEntry, batch: string, cleared: ClearedFile[]): Promise<void> {
  const folder = join(project.folder, one.folder);
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((cause: unknown) =>
    unlessGone(readFailure(cause, folder)),
  );
  if (entries === undefined) return;
  const folders = [folder];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) folders.push(path);
    else if (isLeftover(entry.name)) await remove(path);
    else {
      const within = relative(folder, dirname(path));
      const place = await project.trash.take(batch, path, one.name, within).catch(unlessGone);
      if (place !== undefined) cleared.push({ path: place, within });
    }
  }
  // The deepest first. What another program put there meanwhile stays, and is a class again at the next look.
  for (const empty of folders.toSorted((a, b) => b.length - a.length)) await rmdir(empty).catch(unlessInUse(empty));
}

/** Moves what was cleared back into a class's folder. Within a turn. */
export async function bringBackCleared(project: Project, id: string, cleared: readonly ClearedFile[]): Promise<void> {
  for (const { path, within } of cleared) {
    await placeFile(path, await folderWithin(project.folderOf(id), within)).catch(unlessGone); // restored by somebody else
  }
}

function unlessInUse(folder: string): (cause: unknown) => void {
  return (cause) => {
    const code = systemCode(cause);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw writeFailure(cause, folder);
  };
}
