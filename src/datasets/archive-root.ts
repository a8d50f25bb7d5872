import { join, parse } from 'node:path';
import { isIgnored } from './ignored-names.ts';
import { listFolder } from './list-folder.ts';
import { sideFolderNames } from './side-names.ts';
import { tableExtensions } from './tables/read-table.ts';

/**
 * Where the dataset begins in an unpacked archive. Most archives hold one folder that holds everything: it is entered
 * where it has the archive's name, or where what is in it looks like a dataset rather than the photos of one class.
 *
 * @param archive The archive's file name.
 */
export async function archiveRoot(folder: string, archive: string, signal?: AbortSignal): Promise<string> {
  const entries = await listFolder(folder, signal);
  const [only] = entries;
  if (only === undefined || entries.length > 1 || !only.isDirectory() || isIgnored(only.name)) return folder;
  if (isSide(only.name)) return folder; // `test/` is not a wrapping: it says what the photos are for
  const inner = join(folder, only.name);
  const inside = await listFolder(inner, signal);
  const folders = inside.filter((entry) => entry.isDirectory());
  const divided = folders.length > 0 && folders.every(({ name }) => isSide(name));
  const tables = inside.some((entry) => entry.isFile() && tableExtensions.has(parse(entry.name).ext.toLowerCase()));
  const named = only.name.toLowerCase() === stem(archive).toLowerCase() && folders.length > 0;
  return folders.length > 1 || divided || tables || named ? archiveRoot(inner, archive, signal) : folder;
}

function isSide(name: string): boolean {
  return sideFolderNames[name.toLowerCase()] !== undefined;
}

/** `photos` of `photos.tar.gz`. */
function stem(archive: string): string {
  return archive.replace(/(\.tar)?\.[^.]+$/i, '');
}
