import { basename, join } from 'node:path';
import { GraftError } from '../../errors.ts';
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

/** For a promise's `catch`: a file that another program took away meanwhile is no failure; the next look at the folder says so. */
export function unlessGone(error: unknown): undefined {
  if (!(error instanceof GraftError) || error.code !== 'FILE_NOT_FOUND') throw error;
}
