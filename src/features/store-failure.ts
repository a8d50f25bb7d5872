import { statfs } from 'node:fs/promises';
import { GraftError } from '../errors.ts';
import { systemCode, writeFailure } from '../storage/file-failure.ts';

/** With less than this free, a disk is full for LMDB: a lock file, its first pages, and a transaction's tail. */
const leastRoomBytes = 1 << 20;

/** The operating system's numbers that LMDB hands through instead of names. */
const systemNames: Readonly<Record<number, string>> = {
  1: 'EPERM',
  2: 'ENOENT',
  5: 'EIO',
  13: 'EACCES',
  24: 'EMFILE',
  28: 'ENOSPC',
  30: 'EROFS',
  122: 'EDQUOT',
};

/** The error for whatever LMDB threw: what the disk refused under its own code, all else as damage. */
export function storeFailure(cause: unknown, folder: string): unknown {
  if (cause instanceof GraftError) return cause;
  if (systemCode(cause) !== undefined) return writeFailure(cause, folder);
  const name = systemNames[lmdbCode(cause) ?? 0];
  if (name !== undefined) return writeFailure(Object.assign(new Error(name, { cause }), { code: name }), folder);
  return storeDamaged(folder, cause instanceof Error ? cause.message : String(cause), cause);
}

/** Like {@link storeFailure} for a failed write: LMDB says no more than EIO where a disk took only a part of one. */
export async function storeWriteFailure(cause: unknown, folder: string): Promise<unknown> {
  return lmdbCode(cause) === 5 && (await isFull(folder)) ? diskFull(folder, cause) : storeFailure(cause, folder);
}

/** Whether the disk that a folder is on has no room for another transaction. */
export async function isFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < leastRoomBytes;
}

/** The error for a full disk. */
export function diskFull(folder: string, cause?: unknown): unknown {
  return writeFailure(Object.assign(new Error('ENOSPC', { cause }), { code: 'ENOSPC' }), folder);
}

/** The error for a store that cannot be made sense of. */
export function storeDamaged(folder: string, why: string, cause?: unknown): GraftError {
  return new GraftError('STORE_DAMAGED', `The feature store in ${folder} could not be read: ${why}.`, {
    hint: 'Run `graft cache clear --features`; the features are then computed again when they are needed.',
    file: folder,
    cause,
  });
}

function lmdbCode(cause: unknown): number | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'number' ? cause.code : undefined;
}
