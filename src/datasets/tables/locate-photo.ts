import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { UnpackEvent } from '../../archives/unpack-archive.ts';
import type { DownloadEvent } from '../../downloads/download-event.ts';
import { type FoundFile, lookAt } from '../find-photos.ts';
import { type KeepArchiveOptions, keepArchive } from '../kept-archive.ts';
import { isAddress } from './photo-place.ts';

/** Where the places in a table are looked for. */
export interface LocateOptions {
  /** The table itself: paths are relative to its folder. */
  readonly table: string;
  /** The folder that paths must not lead out of, without links; undefined where the user named the table himself. */
  readonly confinedTo?: string | undefined;
  /** Archives that paths lead into, by absolute path, and the folders that they were unpacked to. */
  readonly archives: ReadonlyMap<string, string>;
  readonly signal?: AbortSignal | undefined;
}

/** A path that leads into an archive, as Graft writes it: `photos.zip/cat/1.jpg`. */
const intoArchive = /^(.*?\.(?:zip|tar|tgz|tar\.gz|tm))[\\/](.+)$/i;

/** A place as an absolute path, or the address that it is. */
export function absolutePlace(place: string, table: string): string {
  return isAddress(place) ? place : resolve(dirname(table), place);
}

/** Unpacks the archives that places in a table lead into. */
export async function* unpackPlaces(
  places: Iterable<string>,
  table: string,
  options: KeepArchiveOptions,
): AsyncGenerator<UnpackEvent | DownloadEvent, Map<string, string>, void> {
  const archives = new Map<string, string>();
  const looked = new Set<string>();
  for (const place of places) {
    const named = isAddress(place) ? undefined : intoArchive.exec(place)?.[1];
    if (named === undefined || looked.has(named)) continue;
    looked.add(named);
    const archive = absolutePlace(named, table);
    const isFile = await stat(archive).then(
      (about) => about.isFile(),
      () => false,
    );
    if (isFile) archives.set(archive, (yield* keepArchive(archive, options)).folder);
  }
  return archives;
}

/**
 * Looks at the file that a table's row names; backslashes are tried as slashes, as tables made on Windows have them.
 *
 * @returns The file, and what it is known as where that is another name.
 */
export async function locatePhoto(place: string, options: LocateOptions): Promise<FoundFile & { readonly source?: string }> {
  const { table, archives } = options;
  const [, archive, inner] = intoArchive.exec(place) ?? [];
  const folder = archive === undefined ? undefined : archives.get(absolutePlace(archive, table));
  if (folder !== undefined && inner !== undefined) {
    const found = await lookAtPath(join(folder, inner.replaceAll('\\', '/')), { ...options, confinedTo: await realpath(folder) });
    return { ...(found ?? { path: place, skip: 'there is no such file in the archive' }), source: absolutePlace(place, table) };
  }
  const spellings = [place, ...(place.includes('\\') ? [place.replaceAll('\\', '/')] : [])];
  for (const spelling of spellings) {
    const found = await lookAtPath(absolutePlace(spelling, table), options);
    if (found !== undefined) return found;
  }
  return { path: absolutePlace(place, table), skip: 'there is no such file' };
}

async function lookAtPath(path: string, { confinedTo, signal }: LocateOptions): Promise<FoundFile | undefined> {
  const about = await lstat(path).catch(() => undefined);
  if (about === undefined) return undefined;
  if (confinedTo !== undefined) {
    const real = await realpath(path).catch(() => path);
    if (!real.startsWith(confinedTo.endsWith(sep) ? confinedTo : confinedTo + sep))
      return { path, skip: 'it lies outside the dataset’s folder' };
  }
  if (about.isDirectory()) return { path, skip: 'it is a folder' };
  const entry = { name: basename(path), isFile: () => about.isFile(), isSymbolicLink: () => about.isSymbolicLink() };
  return lookAt(path, entry, { realRoot: confinedTo ?? resolve('/'), signal });
}
