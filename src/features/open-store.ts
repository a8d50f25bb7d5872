import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database, RootDatabase } from 'lmdb';
import { writeFailure } from '../storage/file-failure.ts';
import { restoreFolder } from '../storage/write-folder-atomically.ts';
import { diskFull, isFull, storeDamaged, storeFailure } from './store-failure.ts';
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
  // A process that was killed while it made the store compact may have left it aside.
  if (!readOnly) await restoreFolder(folder).catch(() => {}); // a folder that may not be changed is told of below
  const fault = await storeFileFault(file).catch((cause: unknown) => {
    throw storeFailure(cause, folder);
  });
  if (fault !== undefined) throw storeDamaged(folder, fault);
  if (!readOnly) await expectRoom(folder);
  const { open } = await import('lmdb'); // native, and a prediction has no need of it
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

/**
 * Runs writes that count all together or not at all.
 *
 * Synchronous: LMDB's asynchronous transactions print and reject in the void where the disk is full, and are no faster.
 */
export function inTransaction<Result>(tables: StoreTables, work: () => Result): Result {
  return tables.root.transactionSync(work, abortable | flushLater);
}

/** `TransactionFlags.ABORTABLE`: an exception undoes the writes. */
const abortable = 0x1;

/**
 * `TransactionFlags.NO_SYNC_FLUSH`: the disk is not waited for. A process that is killed loses nothing by it; after a power
 * cut LMDB goes back to the last transaction that the disk had.
 */
const flushLater = 0x10000;

/**
 * Refuses to begin a store on a full disk: LMDB maps its lock file, and a mapped page that the disk has no room for ends
 * the process rather than the call. A store that is there has its lock file, and may be opened to be pruned.
 */
async function expectRoom(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw writeFailure(cause, folder);
  }
  const begun = await stat(join(folder, 'lock.mdb')).catch(() => undefined);
  if (begun === undefined && (await isFull(folder))) throw diskFull(folder);
}
