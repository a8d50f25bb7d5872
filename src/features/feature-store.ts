import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GraftError, invalidArgument } from '../errors.ts';
import { writeFolderAtomically } from '../storage/write-folder-atomically.ts';
import { featureKeys } from './feature-key.ts';
import { type FileStamp, fileNoteKey, type HashedFile, hadRested, hashInNote, packFileNote } from './file-note.ts';
import { inTransaction, openStore, type StoreTables, storeFileName } from './open-store.ts';
import {
  clearTables,
  keysToRemove,
  type Prune,
  readTotals,
  removeEntries,
  removeFileNotes,
  type Totals,
  writeTotals,
} from './prune-store.ts';
import { storeFailure, storeWriteFailure } from './store-failure.ts';
import { hourOf, packUse, storedBytes, unpackUse } from './use-note.ts';
import { UseRecorder } from './use-recorder.ts';

/** The default limit: 300,000 photos' worth of the default cuts, or thereabouts. */
const defaultMaxBytes = 8e9;

/** When the limit is met, room is made down to this share of it, so that it is not met again at the next batch. */
const keptShare = 0.9;

/** A file is made compact when pruning left more than this of it unused, and more than half. */
const worthCompactingBytes = 32 * 2 ** 20;

/** How a store is opened. */
export interface FeatureStoreOptions {
  /** Where it stands; made where it is missing. */
  readonly folder: string;
  /** The limit on what it may hold, in bytes. @default 8e9 */
  readonly maxBytes?: number | undefined;
  /** Read only: nothing is made, written or noted. @default false */
  readonly readOnly?: boolean | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/** A vector to keep. */
export interface FeatureEntry {
  /** SHA-256 of the photo's file, 64 hexadecimal digits. */
  readonly photo: string;
  /** What `featureSpace` gives: the network, its precision, the preprocessing. */
  readonly space: string;
  /** The cut's name. */
  readonly cut: string;
  /** Numbers, or bytes that hold something else of a photo, such as its look. */
  readonly vector: Float32Array | Uint8Array;
}

/** What a store holds. */
export interface FeatureStoreStats {
  readonly folder: string;
  /** Vectors. */
  readonly entries: number;
  /** What they take, in bytes; compared with the limit. */
  readonly bytes: number;
  readonly maxBytes: number;
  /** The length of the store's file: room that was given up is used again before the file grows. */
  readonly fileBytes: number;
  /** Files whose content hash is known. */
  readonly files: number;
}

/**
 * Keeps the vectors that photos gave, so that none is computed twice, and the content hashes of files, so that an
 * unchanged one is not read again to know what it is.
 *
 * Several processes may use one store at once. A batch is kept whole or not at all; a process that is killed loses
 * no batch whose promise has resolved. The least recently used vectors give way when the limit is met. The folder
 * must be on a local disk (LMDB's own condition).
 */
export class FeatureStore implements AsyncDisposable {
  readonly folder: string;
  readonly maxBytes: number;
  readonly #readOnly: boolean;
  readonly #clock: () => number;
  #tables: StoreTables | undefined;
  #recorder: UseRecorder;

  private constructor(tables: StoreTables, options: FeatureStoreOptions & { readonly maxBytes: number }) {
    this.folder = options.folder;
    this.maxBytes = options.maxBytes;
    this.#readOnly = options.readOnly ?? false;
    this.#clock = options.clock ?? Date.now;
    this.#tables = tables;
    this.#recorder = new UseRecorder(tables, this.#clock);
  }

  /**
   * Opens the store in a folder.
   *
   * @throws STORE_DAMAGED, DISK_FULL, WRITE_FAILED, INVALID_ARGUMENT
   */
  static async open(options: FeatureStoreOptions): Promise<FeatureStore> {
    const { folder, maxBytes = defaultMaxBytes, readOnly = false } = options;
    if (!(maxBytes > 0)) throw invalidArgument('maxBytes', 'a positive number of bytes', maxBytes);
    return new FeatureStore(await openStore(folder, readOnly), { ...options, maxBytes });
  }

  /**
   * Copies a vector into a row, or leaves the row as it is where the store lacks it.
   *
   * @param target The row, `[width]`; a vector of another width counts as missing.
   * @returns Whether it was there.
   * @throws STORE_DAMAGED
   */
  readInto(photo: string, space: string, cut: string, target: Float32Array | Uint8Array): boolean {
    return this.#read(featureKeys(space, cut).keyOf(photo), target);
  }

  /**
   * A photo's vector, `[width]`, or undefined where the store lacks it.
   *
   * @throws STORE_DAMAGED
   */
  get(photo: string, space: string, cut: string, width: number): Float32Array | undefined {
    return this.getMany([photo], space, cut, width)[0];
  }

  /**
   * The vectors of many photos, `[width]` each, undefined where the store lacks one, in the order of the photos.
   *
   * @throws STORE_DAMAGED
   */
  getMany(photos: readonly string[], space: string, cut: string, width: number): (Float32Array | undefined)[] {
    const keys = featureKeys(space, cut);
    return photos.map((photo) => {
      const vector = new Float32Array(width);
      return this.#read(keys.keyOf(photo), vector) ? vector : undefined;
    });
  }

  /**
   * Keeps vectors, all or none: where the promise has resolved, they outlive the process. Until then the vectors must
   * not be changed.
   *
   * @returns How many were kept: fewer than given only where the limit leaves no room beside what was used this hour.
   * @throws DISK_FULL, WRITE_FAILED, STORE_DAMAGED
   */
  async putBatch(entries: readonly FeatureEntry[]): Promise<number> {
    const rows = entries.map(({ photo, space, cut, vector }) => ({
      key: featureKeys(space, cut).keyOf(photo),
      bytes: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
    }));
    const incoming = rows.reduce((sum, row) => sum + storedBytes(row.bytes.length), 0);
    return this.#write(async (tables) => {
      if (readTotals(tables).bytes + incoming > this.maxBytes) await this.#makeRoom(tables, incoming);
      const hour = hourOf(this.#clock());
      return inTransaction(tables, () => {
        const totals = readTotals(tables); // inside the transaction: other processes write too
        let kept = 0;
        for (const { key, bytes } of rows) {
          const size = storedBytes(bytes.length);
          const old = unpackUse(tables.uses.getBinary(key))?.bytes;
          if (totals.bytes - (old ?? 0) + size > this.maxBytes) break;
          tables.vectors.putSync(key, bytes);
          tables.uses.putSync(key, packUse({ hour, bytes: size }));
          totals.bytes += size - (old ?? 0);
          if (old === undefined) totals.entries++;
          kept++;
        }
        writeTotals(tables, totals);
        return kept;
      });
    });
  }

  /**
   * The content hash of a file, where it is known and the file has not changed since.
   *
   * @param stamp `await stat(path, { bigint: true })`.
   * @throws STORE_DAMAGED
   */
  knownHash(path: string, stamp: FileStamp): string | undefined {
    return this.#guard((tables) => hashInNote(tables.files.getBinary(fileNoteKey(path)), stamp));
  }

  /**
   * Notes the content hashes of files. One that changed within the last 2 s before it was looked at is passed over:
   * it might change again without any sign of it.
   *
   * @throws DISK_FULL, WRITE_FAILED, STORE_DAMAGED
   */
  async rememberHashes(files: readonly HashedFile[]): Promise<void> {
    const rested = files.filter(hadRested);
    if (rested.length === 0) return;
    await this.#write((tables) =>
      inTransaction(tables, () => {
        for (const file of rested) tables.files.putSync(fileNoteKey(file.path), packFileNote(file));
      }),
    );
  }

  /**
   * Tells what the store holds.
   *
   * @throws STORE_DAMAGED
   */
  async stats(): Promise<FeatureStoreStats> {
    const counts = this.#guard((tables) => ({ ...readTotals(tables), files: tables.files.getCount() }));
    const info = await stat(join(this.folder, storeFileName)).catch(() => undefined); // not yet written
    return { folder: this.folder, maxBytes: this.maxBytes, fileBytes: info?.size ?? 0, ...counts };
  }

  /**
   * Removes vectors: the least recently used ones down to a size, those not used since a time, or all.
   *
   * Where much of the file is then unused it is written anew, smaller. A process that has the store open meanwhile
   * goes on with the old file, and what it adds after that is lost.
   *
   * @returns What was removed.
   * @throws DISK_FULL, WRITE_FAILED, STORE_DAMAGED
   */
  async prune(what: Prune, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Totals> {
    options.signal?.throwIfAborted();
    const removed = await this.#write((tables) => {
      this.#recorder.flush();
      if ('all' in what) return clearTables(tables);
      if ('unusedSince' in what) removeFileNotes(tables, what.unusedSince.getTime());
      return removeEntries(tables, keysToRemove(tables, what), options.signal);
    });
    await this.#compact();
    return removed;
  }

  /** Closes the store; what was read is then noted as used. A second call does nothing. */
  async close(): Promise<void> {
    const tables = this.#tables;
    if (tables === undefined) return;
    this.#tables = undefined;
    this.#recorder.flush();
    await tables.root.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #read(key: Buffer, target: Float32Array | Uint8Array): boolean {
    return this.#guard((tables) => {
      const bytes = tables.vectors.getBinary(key);
      if (bytes === undefined || bytes.length !== target.byteLength) return false;
      new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes);
      if (!this.#readOnly) this.#recorder.used(key);
      return true;
    });
  }

  async #makeRoom(tables: StoreTables, incoming: number): Promise<void> {
    // What was used within the hour stays: a training larger than the store keeps a part, rather than none.
    this.#recorder.flush();
    const toBytes = Math.max(0, this.maxBytes * keptShare - incoming);
    await removeEntries(tables, keysToRemove(tables, { toBytes }, hourOf(this.#clock())));
  }

  async #compact(): Promise<void> {
    const { bytes, fileBytes } = await this.stats();
    // Windows does not let a file go that anyone has open.
    if (fileBytes - bytes < worthCompactingBytes || fileBytes < 2 * bytes || process.platform === 'win32') return;
    await this.#write((tables) =>
      writeFolderAtomically(this.folder, (temporary) => tables.root.backup(temporary, true), { marker: storeFileName }),
    );
    const old = this.#tables;
    this.#tables = undefined;
    await old?.root.close();
    this.#tables = await openStore(this.folder, false);
    this.#recorder = new UseRecorder(this.#tables, this.#clock);
  }

  #guard<Result>(work: (tables: StoreTables) => Result): Result {
    if (this.#tables === undefined) throw closed(this.folder);
    try {
      return work(this.#tables);
    } catch (cause) {
      throw storeFailure(cause, this.folder);
    }
  }

  async #write<Result>(work: (tables: StoreTables) => Result | Promise<Result>): Promise<Result> {
    if (this.#readOnly) {
      throw new GraftError('INVALID_ARGUMENT', `The feature store in ${this.folder} was opened for reading only.`, {
        hint: 'Open it without readOnly.',
      });
    }
    if (this.#tables === undefined) throw closed(this.folder);
    try {
      return await work(this.#tables);
    } catch (cause) {
      throw await storeWriteFailure(cause, this.folder);
    }
  }
}

function closed(folder: string): GraftError {
  return new GraftError('INVALID_ARGUMENT', `The feature store in ${folder} is closed.`, { hint: 'Open it again, or close it later.' });
}
