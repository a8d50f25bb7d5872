import { stat } from 'node:fs/promises';
import type { Cut } from '../backbones/backbone.ts';
import { GraftError } from '../errors.ts';
import { decodeImage } from '../media/decode-image.ts';
import { readImageFile } from '../media/read-image-file.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { readFailure } from '../storage/file-failure.ts';
import { sha256 } from '../storage/sha256.ts';
import { limit } from '../tasks/limit.ts';
import type { FeatureStore } from './feature-store.ts';
import type { HashedFile } from './file-note.ts';
import { encodedBytesAtOnce } from './look-ahead.ts';

/** What became of a photo: its features are known, or its pixels wait for the network, or it cannot be read. */
export type LookedUp =
  | { readonly state: 'known'; readonly sha256: string }
  | { readonly state: 'decoded'; readonly sha256: string; readonly pixels: Uint8Array }
  | { readonly state: 'unreadable'; readonly error: GraftError };

/** What a reader needs to know. */
export interface PhotoReaderOptions {
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
  readonly space: string;
  readonly store: FeatureStore | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Notes of content hashes are written in transactions of this many. */
const notesAtOnce = 512;

/** Reads photos: knows those whose features are in the store by their content, decodes the others. */
export class PhotoReader {
  readonly #options: PhotoReaderOptions;
  readonly #inTurn = limit(encodedBytesAtOnce);
  #notes: HashedFile[] = [];

  constructor(options: PhotoReaderOptions) {
    this.#options = options;
  }

  /**
   * Looks a photo up, and decodes it where its features are not known.
   *
   * @param target Receives the features where they are known: all cuts side by side.
   */
  async lookUp(file: string, target: Float32Array): Promise<LookedUp> {
    const { store, signal } = this.#options;
    try {
      const stampedAtMs = Date.now();
      const stamp = await stat(file, { bigint: true });
      const known = store?.knownHash(file, stamp);
      if (known !== undefined && this.#readKnown(known, target)) return { state: 'known', sha256: known };
      return await this.#inTurn(Number(stamp.size), async (): Promise<LookedUp> => {
        signal?.throwIfAborted();
        const bytes = await readImageFile(file, signal);
        const hash = sha256(bytes);
        if (store !== undefined && known === undefined) await this.#note({ path: file, stamp, stampedAtMs, sha256: hash });
        if (this.#readKnown(hash, target)) return { state: 'known', sha256: hash };
        return { state: 'decoded', sha256: hash, pixels: await decodeImage(bytes, this.#options.preprocessing, { file, signal }) };
      });
    } catch (cause) {
      signal?.throwIfAborted();
      const error = readFailure(cause, file);
      if (error instanceof GraftError && skippable.has(error.code)) return { state: 'unreadable', error };
      throw error;
    }
  }

  /** Writes the content hashes that were learned, so that unchanged files need not be read again. */
  async rememberHashes(): Promise<void> {
    const notes = this.#notes;
    this.#notes = [];
    await this.#options.store?.rememberHashes(notes);
  }

  async #note(file: HashedFile): Promise<void> {
    this.#notes.push(file);
    if (this.#notes.length >= notesAtOnce) await this.rememberHashes();
  }

  /** Fills `target` where the store has all cuts of a photo. */
  #readKnown(photo: string, target: Float32Array): boolean {
    const { store, space, cuts } = this.#options;
    if (store === undefined) return false;
    let offset = 0;
    for (const cut of cuts) {
      if (!store.readInto(photo, space, cut.layer, target.subarray(offset, offset + cut.width))) return false;
      offset += cut.width;
    }
    return true;
  }
}

/** Faults of one picture, which do not concern the others. */
const skippable: ReadonlySet<string> = new Set(['IMAGE_UNREADABLE', 'IMAGE_TOO_LARGE', 'FILE_UNREADABLE', 'FILE_NOT_FOUND']);
