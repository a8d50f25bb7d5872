import { GraftError } from '../errors.ts';

/**
 * Where whole files are kept by name: a folder, a bucket, a web server. What is written is there whole or not at all; whoever reads
 * while another writes gets the one or the other.
 */
export interface ObjectStore extends AsyncDisposable {
  /** As the user named it. */
  readonly address: string;
  /** @throws `FILE_NOT_FOUND`; `CHECKSUM_MISMATCH` for another tag than the one wanted; `FILE_UNREADABLE`, `DOWNLOAD_FAILED` */
  read(name: string, options?: ObjectReadOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes a file whole, over an older one of its name. @throws `DISK_FULL`, `WRITE_FAILED` */
  write(name: string, bytes: Uint8Array<ArrayBuffer>, options?: ObjectWriteOptions): Promise<void>;
  /** Whether there is a file of that name. @throws `FILE_UNREADABLE`, `DOWNLOAD_FAILED` */
  has(name: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<boolean>;
  /**
   * The files whose names begin with a prefix, in no order; absent where the store cannot tell, as web servers cannot.
   *
   * @throws `FILE_NOT_FOUND` for a bucket that is not there; `FILE_UNREADABLE`, `DOWNLOAD_FAILED`
   */
  list?(prefix: string, options?: { readonly signal?: AbortSignal | undefined }): AsyncIterable<StoredObject>;
  /** Removes what killed writers left half-written in a folder of the store; absent where nothing can be left. */
  tidy?(folder: string): Promise<void>;
}

/** A file of a store. */
export interface StoredObject {
  /** Its name in the store, with `/` between its parts. */
  readonly name: string;
  readonly bytes: number;
  /** Changes when the content does: an entity tag; undefined where the store has none. */
  readonly tag?: string | undefined;
}

/** How a file is read. */
export interface ObjectReadOptions {
  /** A longer file is refused. @default 1 GiB: a shard of 10,000 photos has a tenth of it */
  readonly mostBytes?: number | undefined;
  /** The content that is wanted, by its tag; another one is refused. Folders have no tags, and ignore it. */
  readonly tag?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a file is written. */
export interface ObjectWriteOptions {
  /** Whether a file that is there already is as good, and may stay: one whose name says what it holds. @default false */
  readonly unlessThere?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** More than any shard holds; a file of a stranger's store is not to fill the memory. */
export const mostObjectBytes = 2 ** 30;

/** @throws `FORMAT_LIMIT` for a file of a store that is longer than it may be */
export function expectObjectSize(bytes: number, most: number, file: string): void {
  if (bytes <= most) return;
  throw new GraftError('FORMAT_LIMIT', `${file} is longer than the ${most} bytes that are read at once. Received ${bytes}.`, {
    file,
    hint: 'Choose smaller shards, or look whether the file is what it should be.',
  });
}
