import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GraftError } from '../../errors.ts';
import { readFailure, systemCode } from '../../storage/file-failure.ts';

/**
 * Refuses a folder of Studio's own that is a link, or has one right in it: whoever made the project's folder, and it may have come from somebody
 * else, would have Studio write, move and take away files of elsewhere. One that is not there is fine.
 *
 * @throws `DATASET_INVALID` that names the link
 */
export async function refuseLinks(folder: string): Promise<void> {
  try {
    if ((await lstat(folder)).isSymbolicLink()) throw linked(folder);
    for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isSymbolicLink()) throw linked(join(folder, entry.name));
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw readFailure(cause, folder);
  }
}

function linked(path: string): GraftError {
  return new GraftError('DATASET_INVALID', `${path} is a link. What Studio keeps there would be written, and taken away, somewhere else.`, {
    file: path,
    hint: 'Take the link away, and move what it leads to into its place where that is wanted.',
  });
}
