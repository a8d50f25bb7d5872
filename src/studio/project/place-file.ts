import { lstat, stat } from 'node:fs/promises';
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
  for (let number = 1; number <= mostOfOneName; number++) {
    const to = join(folder, numberedName(name, number));
    try {
      await moveToNewFile(from, to);
      return to;
    } catch (error) {
      if (!(error instanceof GraftError) || error.code !== 'ALREADY_EXISTS') throw error;
    }
  }
  throw new GraftError('ALREADY_EXISTS', `Too many files in ${folder} are named ${name}.`, {
    file: folder,
    hint: 'Move some of them away.',
  });
}

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
