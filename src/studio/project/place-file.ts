import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { GraftError } from '../../errors.ts';
import { readFailure } from '../../storage/file-failure.ts';
import { moveToNewFile } from '../../storage/move-to-new-file.ts';
import { numberedName } from './photo-file-name.ts';

/** More files of one name are a mistake somewhere. */
const mostOfOneName = 100_000;

/**
 * Moves a file into a folder, under its name or, where that is taken, under the next one that is free.
 *
 * @returns Where it is now.
 * @throws as `moveToNewFile`
 */
export async function placeFile(from: string, folder: string, name = basename(from)): Promise<string> {
  let taken: ReadonlySet<string> | undefined;
  for (let number = 1; number <= mostOfOneName; number++) {
    const free = numberedName(name, number);
    if (taken?.has(plain(free))) continue;
    try {
      await moveToNewFile(from, join(folder, free));
      return join(folder, free);
    } catch (error) {
      if (!(error instanceof GraftError) || error.code !== 'ALREADY_EXISTS') throw error;
      // Some phones call every photo image.jpg: trying each number in turn would take as many tries as there are.
      taken ??= new Set((await readdir(folder).catch(() => [])).map(plain)); // it only spares tries
    }
  }
  throw new GraftError('ALREADY_EXISTS', `Too many files in ${folder} are named ${name}.`, {
    file: folder,
    hint: 'Move some of them away.',
  });
}

/** As disks compare names that tell neither case nor Unicode's forms apart; on others that leaves out a number at times. */
const plain = (name: string): string => name.normalize('NFC').toLowerCase();

/** A photo's file where it was placed. */
export interface PlacedPhoto {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** {@link placeFile} for a photo, with what is to be known of its file. @returns undefined where another program took it away */
export async function placePhoto(from: string, folder: string, name = basename(from)): Promise<PlacedPhoto | undefined> {
  const path = await placeFile(from, folder, name).catch(unlessGone);
  if (path === undefined) return undefined;
  const about = await stat(path).catch((cause: unknown) => unlessGone(readFailure(cause, path)));
  return about && { path, bytes: about.size, modifiedMs: about.mtimeMs };
}

/**
 * The folder within a class's folder that a file was in, for {@link placeFile}; the class's own folder where a link stands on the way there, as
 * that leads elsewhere.
 */
export async function folderWithin(classFolder: string, within: string): Promise<string> {
  let folder = classFolder;
  for (const part of within.split(sep).filter((one) => one !== '' && one !== '.')) {
    folder = join(folder, part);
    const there = await lstat(folder).catch(() => undefined); // usually nothing: it is made anew
    if (there !== undefined && !there.isDirectory()) return classFolder;
  }
  return folder;
}

/** For a promise's `catch`: a file that another program took away meanwhile is no failure; the next look at the folder says so. */
export function unlessGone(error: unknown): undefined {
  if (!(error instanceof GraftError) || error.code !== 'FILE_NOT_FOUND') throw error;
}
