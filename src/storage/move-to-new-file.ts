import { link, lstat, mkdir, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GraftError } from '../errors.ts';
import { readFailure, writeFailure } from './file-failure.ts';

/**
 * Moves a file to where nothing stands, on the same disk; missing parent folders are made. Whatever stands there is never replaced, also
 * where another program puts it there at the same moment: a hard link can be made only where nothing is.
 *
 * @throws `ALREADY_EXISTS`, `FILE_NOT_FOUND`, `DISK_FULL`, `WRITE_FAILED`
 */
export async function moveToNewFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true }).catch((cause: unknown) => {
    throw writeFailure(cause, dirname(to));
  });
  try {
    await link(from, to);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'EEXIST') throw standsThere(to, cause);
    if (code === 'ENOENT') throw readFailure(cause, from);
    if (!withoutLinks.has(code)) throw writeFailure(cause, to);
    // A file system without hard links, such as a memory card's: looked at first, which leaves a moment for another program.
    if ((await lstat(to).catch(() => undefined)) !== undefined) throw standsThere(to, cause);
    await rename(from, to).catch((failure: unknown) => {
      throw writeFailure(failure, to);
    });
    return;
  }
  await unlink(from).catch((cause: unknown) => {
    throw writeFailure(cause, from);
  });
}

const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES']);

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function standsThere(file: string, cause: unknown): GraftError {
  return new GraftError('ALREADY_EXISTS', `Refused to replace ${file}: something stands there.`, {
    file,
    hint: 'Move it away, or choose another name.',
    cause,
  });
}
