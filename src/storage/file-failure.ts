import { GraftError } from '../errors.ts';

/** The operating system's name for a failure, such as `ENOENT`; undefined where the error is of another kind. */
export function systemCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return undefined;
  // Node's own codes (ERR_…) and AbortError's are about the call, not about the file.
  return /^E[A-Z0-9]+$/.test(cause.code) ? cause.code : undefined;
}

/**
 * The error to throw for a failed write: DISK_FULL or WRITE_FAILED where the operating system refused, else the cause
 * itself, so that cancellations and Graft's own errors pass through unchanged.
 */
export function writeFailure(cause: unknown, file: string): unknown {
  const code = systemCode(cause);
  if (code === undefined || cause instanceof GraftError) return cause;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const message =
      code === 'ENOSPC' ? `No room left on the disk to write ${file}.` : `The disk quota is used up; could not write ${file}.`;
    return new GraftError('DISK_FULL', message, {
      hint: 'Free some room (`graft cache` shows what Graft keeps and can prune it), or set GRAFT_CACHE_DIR to a folder on a larger disk.',
      file,
      cause,
    });
  }
  return new GraftError('WRITE_FAILED', `Could not write ${file}: ${writeReasons[code] ?? code}.`, {
    hint: 'Check that the folder exists and that you may write to it, or choose another one.',
    file,
    cause,
  });
}

/** The error to throw for a failed read: FILE_NOT_FOUND or FILE_UNREADABLE, else the cause itself. */
export function readFailure(cause: unknown, file: string): unknown {
  const code = systemCode(cause);
  if (code === undefined || cause instanceof GraftError) return cause;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new GraftError('FILE_NOT_FOUND', `There is no file or folder ${file}.`, { hint: 'Check the path.', file, cause });
  }
  return new GraftError('FILE_UNREADABLE', `Could not read ${file}: ${readReasons[code] ?? code}.`, {
    hint: 'Check that it is a file and that you may read it.',
    file,
    cause,
  });
}

const writeReasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'a folder stands there',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENOENT: 'the folder vanished',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
};

const readReasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  EIO: 'the disk reports an error',
  ELOOP: 'its links go round in a circle',
  EMFILE: 'too many files are open',
};
