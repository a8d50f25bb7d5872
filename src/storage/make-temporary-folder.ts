import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFailure } from './file-failure.ts';
import { siblingPath, sweepPartials } from './unfinished.ts';

/**
 * Makes a folder among the system's temporary files, for this user alone; whoever makes it removes it.
 *
 * Folders of the same name that processes left behind which were killed are removed first: they may hold gigabytes.
 *
 * @param name What it is for, such as `graft-activations`.
 * @throws DISK_FULL, WRITE_FAILED
 */
export async function makeTemporaryFolder(name: string): Promise<string> {
  const beside = join(tmpdir(), name);
  await sweepPartials(beside);
  const folder = siblingPath(beside, 'partial');
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (cause) {
    throw writeFailure(cause, folder);
  }
  return folder;
}
