import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { GraftError } from '../errors.ts';
import { systemCode, writeFailure } from '../storage/file-failure.ts';
import { storeFileFault } from './store-file-check.ts';

/** Bytes to bytes. */
export type Table = Database<Uint8Array, Uint8Array>;

/** The tables of a feature store. */
export interface StoreTables {
  readonly root: RootDatabase<Uint8Array, Uint8Array>;
  /** Feature key -> the vector's bytes. */
  readonly vectors: Table;
  /** Feature key -> when it was last used, and its size (see use-note.ts). */
  readonly uses: Table;
  /** SHA-256 of a path -> what the file's content hash was (see file-note.ts). */
  readonly files: Table;
  /** Names -> counts: what the store holds. */
  readonly totals: Table;
}

/** LMDB's file inside the store's folder. */
export const storeFileName = 'data.mdb';

/** The size of LMDB's pages, the same on every machine; a vector takes whole ones. */
export const storePageBytes = 4096;

/** Address space set aside, not memory or disk: with room to spare, no process has to map anew while others write. */
const mappedBytes = 64 * 2 ** 30;

/**
 * Opens LMDB's tables in a folder, which is made where it is missing.
 *
 * @throws STORE_DAMAGED, DISK_FULL, WRITE_FAILED; FILE_NOT_FOUND where there is nothing to open for reading only
 */
export async function openStore(folder: string, readOnly: boolean): Promise<StoreTables> {
  const file = join(folder, storeFileName);
  const fault = await storeFileFault(file).catch((cause: unknown) => {
    throw storeFailure(cause, folder);
  });
  if (fault !== undefined) throw storeDamaged(folder, fault);
  const binary = { keyEncoding: 'binary', encoding: 'binary' } as const;
  try {
    const root = open<Uint8Array, Uint8Array>({
      path: folder,
      noSubdir: false, // also where the folder's name looks like a file's
      maxDbs: 4,
      pageSize: storePageBytes,
      readOnly,
      ...(process.platform === 'win32' ? {} : { mapSize: mappedBytes }), // Windows would make the file that large
      ...binary,
    });
    root.readerCheck(); // a reader that was killed would keep old pages from being used again
    const table = (name: string): Table => root.openDB<Uint8Array, Uint8Array>({ name, ...binary });
    return { root, vectors: table('vectors'), uses: table('uses'), files: table('files'), totals: table('totals') };
  } catch (cause) {
    throw storeFailure(cause, folder);
  }
}

/** The error for whatever LMDB threw: what the disk refused under its own code, all else as damage. */
export function storeFailure(cause: unknown, folder: string): unknown {
  if (cause instanceof GraftError) return cause;
  if (systemCode(cause) !== undefined) return writeFailure(cause, folder);
  // LMDB gives the operating system's numbers, or negative ones of its own.
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'number' ? cause.code : 0;
  const name = systemNames[code];
  if (name !== undefined) return writeFailure(Object.assign(new Error(name, { cause }), { code: name }), folder);
  return storeDamaged(folder, cause instanceof Error ? cause.message : String(cause), cause);
}

const systemNames: Readonly<Record<number, string>> = {
  1: 'EPERM',
  2: 'ENOENT',
  13: 'EACCES',
  24: 'EMFILE',
  28: 'ENOSPC',
  30: 'EROFS',
  122: 'EDQUOT',
};

function storeDamaged(folder: string, why: string, cause?: unknown): GraftError {
  return new GraftError('STORE_DAMAGED', `The feature store in ${folder} could not be read: ${why}.`, {
    hint: 'Run `graft cache clear --features`; the features are then computed again when they are needed.',
    file: folder,
    cause,
  });
}
