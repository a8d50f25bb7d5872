import { open } from 'node:fs/promises';
import { systemCode } from '../storage/file-failure.ts';

/** LMDB's two meta pages, each after a header of 24 bytes (liblmdb/mdb.c, `MDB_page_header` and `MDB_meta`, data version 2). */
const meta = { flags: 18, magic: 24, version: 28, pageSize: 48, lastPage: 144, transaction: 152, end: 160 } as const;

const lmdbMagic = 0xbeefc0de;
const metaPageFlag = 0x08;

/**
 * A sound file may be this many pages shorter than its meta page says: pages that were taken and given back within one
 * transaction are never written.
 */
const unwrittenPages = 64;

/**
 * Looks whether a file can be an LMDB store, without LMDB: it maps the file into memory and trusts it, so that a
 * truncated or foreign one would end the whole process.
 *
 * @returns What is wrong with the file, or undefined where it is sound, empty or not there.
 */
export async function storeFileFault(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw cause;
  });
  if (handle === undefined) return undefined;
  await using _closing = handle;
  const info = await handle.stat();
  if (!info.isFile()) return 'it is not a file';
  if (info.size === 0) return undefined; // LMDB begins anew

  let pageSize = 0;
  let lastPage = 0;
  let newest = -1n;
  for (let page = 0; page < 2; page++) {
    const bytes = Buffer.alloc(meta.end);
    const { bytesRead } = await handle.read(bytes, 0, meta.end, page * pageSize);
    if (bytesRead < meta.end) return 'it ends within its header';
    const isMeta = (bytes.readUInt16LE(meta.flags) & metaPageFlag) !== 0;
    if (!isMeta || bytes.readUInt32LE(meta.magic) !== lmdbMagic || (bytes.readUInt32LE(meta.version) & 0xffff) !== 2) {
      return 'its header is not that of a store';
    }
    const size = bytes.readUInt32LE(meta.pageSize);
    if (size < 256 || size > 65536 || (size & (size - 1)) !== 0 || (page === 1 && size !== pageSize)) return 'its header is damaged';
    pageSize = size;
    const transaction = bytes.readBigUInt64LE(meta.transaction);
    if (transaction > newest) {
      newest = transaction;
      lastPage = Number(bytes.readBigUInt64LE(meta.lastPage));
    }
  }
  const missing = lastPage + 1 - Math.floor(info.size / pageSize);
  return missing > unwrittenPages ? `it is cut short by ${missing * pageSize} bytes` : undefined;
}
