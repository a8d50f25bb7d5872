import { realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { unlabelled } from '../../datasets/class-folders.ts';
import { className } from '../../datasets/class-name.ts';
import { findPhotos, lookAt } from '../../datasets/find-photos.ts';
import { listFolder } from '../../datasets/list-folder.ts';
import { sideFolderNames } from '../../datasets/side-names.ts';
import { GraftError } from '../../errors.ts';
import { readFailure } from '../../storage/file-failure.ts';
import { mapAhead } from '../../tasks/map-ahead.ts';
import { type Medium, mainMedium, mediumOf, otherMediumReasons } from './medium.ts';

/** A class as it lies on the disk. */
export interface FoundClass {
  /** In Unicode's NFC. */
  readonly name: string;
  /** Its folder's name as the disk writes it, which on macOS may be decomposed. */
  readonly folder: string;
}

/** A photo as it lies on the disk. */
export interface FoundPhoto {
  readonly path: string;
  /** The name of the class's folder. */
  readonly folder: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** What a project's folder holds. */
export interface ScannedFolder {
  readonly classes: readonly FoundClass[];
  readonly photos: readonly FoundPhoto[];
  /** Files and folders that take no part: their path within the project, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** How a folder is listed. */
export interface ScanOptions {
  readonly first?: readonly string[];
  readonly medium?: Medium | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Looks at so many files at a time. */
const looksAhead = 32;

const dividedReason = 'the folder is divided into ones to learn from and to measure with; Studio works on one of them';

/**
 * Lists a project's folder: its classes and their photos. What cannot be a class, or not be read, is skipped with the reason; the rest stands.
 *
 * @param options.first Names of folders that are classes already: of two that are nearly of one name, the one that is among them stays one.
 * @param options.medium Of which files the project is; those of the other one are skipped. @default that of most of them
 * @throws `FILE_NOT_FOUND`, `FILE_UNREADABLE` for the project's folder itself
 */
export async function scanFolder(folder: string, { first = [], medium: known, signal }: ScanOptions = {}): Promise<ScannedFolder> {
  const realRoot = await realpath(folder).catch((cause: unknown) => {
    throw readFailure(cause, folder);
  });
  const [paths, skipped]: [{ path: string; folder: string }[], { name: string; reason: string }[]] = [[], []];
  const skip = (path: string, reason: string): void => void skipped.push({ name: relative(folder, path).split(sep).join('/'), reason });
  const entries = await listFolder(folder, signal);
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const { path, skip: reason = unlabelled } = await lookAt(join(folder, entry.name), entry, { realRoot, sounds: true, signal });
    skip(path, reason);
  }
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const classes: FoundClass[] = [];
  if (await isDivided(folder, names)) for (const name of names) skip(join(folder, name), dividedReason);
  else classes.push(...classesOf(folder, names, first, skip));
  const onUnreadable = (path: string, { code, message }: GraftError): void => {
    if (code !== 'FILE_NOT_FOUND') skip(path, message); // else gone since the listing
  };
  for (const { folder: own } of classes) {
    for await (const found of findPhotos(join(folder, own), { realRoot, onUnreadable, sounds: true, signal })) {
      if (found.skip === undefined) paths.push({ path: found.path, folder: own });
      else skip(found.path, found.skip);
    }
  }
  const medium = known ?? mainMedium(paths.map(({ path }) => path));
  const taken = paths.filter(({ path }) => {
    const its = mediumOf(path);
    if (its !== medium) skip(path, otherMediumReasons[its]);
    return its === medium;
  });
  const look = async (photo: (typeof paths)[number]): Promise<FoundPhoto | undefined> => {
    const about = await stat(photo.path).catch(() => undefined); // gone since the listing
    return about && { ...photo, bytes: about.size, modifiedMs: about.mtimeMs };
  };
  const photos: FoundPhoto[] = [];
  for await (const photo of mapAhead(taken, look, { ahead: looksAhead, signal })) if (photo !== undefined) photos.push(photo);
  return { classes, photos, skipped };
}

/** Refuses a folder that is divided into train, val and test: there a class is no single folder. @throws `DATASET_INVALID` */
export async function refuseDivided(folder: string): Promise<void> {
  const folders = (await listFolder(folder)).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name);
  if (!(await isDivided(folder, names))) return;
  throw new GraftError(
    'DATASET_INVALID',
    `${folder} is divided into folders to learn from and to measure with; Studio works on one of them.`,
    {
      file: folder,
      hint: 'Open the folder to learn from, such as its train folder; graft train takes the whole.',
    },
  );
}

/** As `graft train` tells it: all folders are named for a side, and some hold class folders. */
async function isDivided(folder: string, names: readonly string[]): Promise<boolean> {
  if (names.some((name) => sideFolderNames[name.toLowerCase()] === undefined)) return false;
  for (const name of names) {
    const entries = await listFolder(join(folder, name)).catch(() => []); // not to be read: no class folders that are known
    if (entries.some((entry) => entry.isDirectory())) return true;
  }
  return false;
}

type Skip = (path: string, reason: string) => void;

/** The folders that can stand beside each other as classes, sorted as they were. */
function classesOf(root: string, names: readonly string[], first: readonly string[], skip: Skip): FoundClass[] {
  const byKey = new Map<string, FoundClass>();
  for (const folder of names.toSorted((a, b) => Number(first.includes(b)) - Number(first.includes(a)))) {
    try {
      const name = className(folder, folder);
      const key = name.trim().toLowerCase();
      const other = byKey.get(key);
      if (other === undefined) byKey.set(key, { name, folder });
      else skip(join(root, folder), `its name is nearly that of the class "${other.name}"; rename it, or put its photos there`);
    } catch (error) {
      if (!(error instanceof GraftError)) throw error;
      skip(join(root, folder), error.message);
    }
  }
  return [...byKey.values()].toSorted((a, b) => names.indexOf(a.folder) - names.indexOf(b.folder));
}
