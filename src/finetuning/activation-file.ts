import { type FileHandle, open, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { GraftError } from '../errors.ts';
import { readFailure, systemCode, writeFailure } from '../storage/file-failure.ts';
import { acquireLock, type Lock } from '../storage/lock.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';

/** The file begins with this; another version would begin otherwise. */
const magic = Buffer.from('graft activations 1\n');

/** Room for the beginning, so that records lie where pages do. */
const headerBytes = 4096;

/** Before each record's bytes: the photo's SHA-256 and the bytes' CRC-32. */
const keyBytes = 32;
const prefixBytes = keyBytes + 4;

/** Records are looked through in pieces of about this size. */
const scanBytes = 16 * 2 ** 20;

/**
 * A file of records of one size, each under a photo's content hash: activations at a cut, a record a photo.
 *
 * Records are appended and never changed. Each carries a checksum, which is compared when the file is opened and whenever a
 * record is read: one that was cut short by a crash counts as not there. One process appends at a time; any number may read.
 */
export class ActivationFile implements AsyncDisposable {
  readonly path: string;
  readonly #recordBytes: number;
  readonly #handle: FileHandle;
  readonly #lock: Lock;
  /** Hash -> the record's place. */
  readonly #places: Map<string, number>;
  #records: number;

  private constructor(path: string, recordBytes: number, handle: FileHandle, lock: Lock, found: Found) {
    this.path = path;
    this.#recordBytes = recordBytes;
    this.#handle = handle;
    this.#lock = lock;
    this.#places = found.places;
    this.#records = found.records;
  }

  /**
   * Opens a file, or begins one, and looks through what it has. Cost: it is read once.
   *
   * @param recordBytes The size of every record; a file of another size is begun anew.
   * @throws `DISK_FULL`, `WRITE_FAILED`, `LOCKED` where another process has been filling it for long; the signal's reason
   */
  static async open(path: string, recordBytes: number, signal?: AbortSignal): Promise<ActivationFile> {
    const lock = await acquireLock(`${path}.lock`, { signal });
    let handle: FileHandle | undefined;
    try {
      const header = headerOf(recordBytes);
      if (!(await beginsWith(path, header))) await writeFileAtomically(path, header, { signal });
      handle = await open(path, 'r+');
      return new ActivationFile(path, recordBytes, handle, lock, await scan(handle, recordBytes, signal));
    } catch (cause) {
      await handle?.close();
      await lock.release();
      signal?.throwIfAborted();
      throw writeFailure(cause, path);
    }
  }

  /** Whether a photo's record is there. @param photo Its SHA-256, hexadecimal. */
  has(photo: string): boolean {
    return this.#places.has(photo);
  }

  /** Adds a photo's record. One that is there already stays. @throws `DISK_FULL`, `WRITE_FAILED` */
  async append(photo: string, record: Uint8Array): Promise<void> {
    if (this.has(photo)) return;
    if (record.length !== this.#recordBytes)
      throw new GraftError('INTERNAL', `A record of ${record.length} bytes, not ${this.#recordBytes}.`);
    const bytes = Buffer.allocUnsafe(prefixBytes + record.length);
    bytes.write(photo, 0, 'hex');
    bytes.writeUInt32LE(crc32(record), keyBytes);
    bytes.set(record, prefixBytes);
    try {
      await this.#handle.write(bytes, 0, bytes.length, placeOf(this.#records, this.#recordBytes));
    } catch (cause) {
      throw writeFailure(cause, this.path);
    }
    this.#places.set(photo, this.#records++);
  }

  /**
   * Reads photos' records.
   *
   * @throws `STORE_DAMAGED` where a record is not what was written; `FILE_UNREADABLE`
   */
  async read(photos: readonly string[]): Promise<Uint8Array[]> {
    return Promise.all(photos.map((photo) => this.#readOne(photo)));
  }

  /** Flushes what was added to the disk, and lets others add; from here on it is only read. */
  async seal(): Promise<void> {
    try {
      await this.#handle.datasync();
    } catch (cause) {
      throw writeFailure(cause, this.path);
    } finally {
      await this.#lock.release();
    }
  }

  /** Seals and closes it. */
  async close(): Promise<void> {
    try {
      await this.seal();
    } finally {
      await this.#handle.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #readOne(photo: string): Promise<Uint8Array> {
    const place = this.#places.get(photo);
    if (place === undefined) throw new GraftError('INTERNAL', `No activation is kept of the photo ${photo}.`);
    const bytes = Buffer.allocUnsafe(prefixBytes + this.#recordBytes);
    try {
      await this.#handle.read(bytes, 0, bytes.length, placeOf(place, this.#recordBytes));
    } catch (cause) {
      throw readFailure(cause, this.path);
    }
    if (bytes.toString('hex', 0, keyBytes) === photo && isWhole(bytes)) return bytes.subarray(prefixBytes);
    throw new GraftError('STORE_DAMAGED', 'The activations that were kept of the photos are damaged.', {
      file: this.path,
      hint: 'Run `graft cache clear activations` and train again: they are computed anew.',
    });
  }
}

/** What a file has. */
interface Found {
  readonly places: Map<string, number>;
  /** Places taken, those of damaged records among them. */
  readonly records: number;
}

function headerOf(recordBytes: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt32LE(recordBytes, magic.length);
  return header;
}

const placeOf = (record: number, recordBytes: number): number => headerBytes + record * (prefixBytes + recordBytes);

async function beginsWith(path: string, header: Buffer): Promise<boolean> {
  const info = await stat(path).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw cause;
  });
  if (info === undefined) return false;
  await using handle = await open(path, 'r');
  const found = Buffer.alloc(headerBytes);
  await handle.read(found, 0, headerBytes, 0);
  return found.equals(header);
}

function isWhole(record: Buffer): boolean {
  return crc32(record.subarray(prefixBytes)) === record.readUInt32LE(keyBytes);
}

/** Finds the whole records. What stands after the last whole place, cut short, is written over by the next. */
async function scan(handle: FileHandle, recordBytes: number, signal: AbortSignal | undefined): Promise<Found> {
  const each = prefixBytes + recordBytes;
  const records = Math.max(0, Math.floor(((await handle.stat()).size - headerBytes) / each));
  const atOnce = Math.max(1, Math.floor(scanBytes / each));
  const piece = Buffer.allocUnsafe(Math.min(records, atOnce) * each);
  const places = new Map<string, number>();
  for (let first = 0; first < records; first += atOnce) {
    signal?.throwIfAborted();
    const count = Math.min(atOnce, records - first);
    await handle.read(piece, 0, count * each, placeOf(first, recordBytes));
    for (let i = 0; i < count; i++) {
      const record = piece.subarray(i * each, (i + 1) * each);
      if (isWhole(record)) places.set(record.toString('hex', 0, keyBytes), first + i);
    }
  }
  return { places, records };
}
