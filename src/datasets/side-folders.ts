import type { Dirent } from 'node:fs';
import { basename, join } from 'node:path';
import { GraftError } from '../errors.ts';
import type { DatasetSide } from './dataset.ts';
import { listFolder } from './list-folder.ts';
import { sideFolderNames } from './side-names.ts';

/** A folder that holds class folders: a side of the dataset, or all of it. */
export interface SideFolder {
  readonly path: string;
  readonly side: DatasetSide | undefined;
  /** What is in it. */
  readonly entries: readonly Dirent[];
}

/**
 * Tells whether a dataset's root is divided into `train/`, `val/` (or `valid/`, `validation/`) and `test/`: all its
 * folders are named so, and there are class folders in at least one of them. Otherwise the root itself holds the classes.
 *
 * @throws `DATASET_INVALID` when two folders are for validation; `FILE_UNREADABLE`
 */
export async function sideFolders(
  root: string,
  signal?: AbortSignal,
): Promise<{ readonly sides: readonly SideFolder[]; readonly loose: readonly Dirent[] }> {
  const entries = await listFolder(root, signal);
  const undivided = { sides: [{ path: root, side: undefined, entries }], loose: [] };
  const folders = entries.filter((entry) => entry.isDirectory());
  const sides: SideFolder[] = [];
  for (const { name } of folders) {
    const side = sideFolderNames[name.toLowerCase()];
    if (side === undefined) return undivided;
    const path = join(root, name);
    sides.push({ path, side, entries: await listFolder(path, signal) });
  }
  if (!sides.some((side) => side.entries.some((entry) => entry.isDirectory()))) return undivided;
  expectOneOfEach(sides);
  return { sides, loose: entries.filter((entry) => !entry.isDirectory()) };
}

function expectOneOfEach(sides: readonly SideFolder[]): void {
  for (const { path, side } of sides) {
    const other = sides.find((candidate) => candidate.side === side && candidate.path !== path);
    if (other === undefined) continue;
    throw new GraftError('DATASET_INVALID', `The folders ${basename(path)} and ${basename(other.path)} are both for ${side}.`, {
      file: path,
      hint: 'Put their photos into one of them.',
    });
  }
}
