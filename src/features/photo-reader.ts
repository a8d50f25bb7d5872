import { stat } from 'node:fs/promises';
import type { Look } from '../audit/look.ts';
import type { Cut } from '../backbones/backbone.ts';
import { GraftError } from '../errors.ts';
import type { DecodedPictures } from '../media/decode-pictures.ts';
import { readImageFile } from '../media/read-image-file.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { readFailure } from '../storage/file-failure.ts';
import { sha256 } from '../storage/sha256.ts';
import { limit } from '../tasks/limit.ts';
import { DecodingThreads } from './decoding-threads.ts';
import type { FeatureStore } from './feature-store.ts';
import type { HashedFile } from './file-note.ts';
import { encodedBytesAtOnce } from './look-ahead.ts';
import type { LookBook } from './look-book.ts';

/** What became of a photo: its features are known, or its pixels wait for the network, or it cannot be read. */
export type LookedUp =
  | { readonly state: 'known'; readonly sha256: string; readonly look: Look | undefined }
  | ({ readonly state: 'decoded'; readonly sha256: string; readonly look: Look | undefined } & Pick<DecodedPictures, 'pixels' | 'pictures'>)
  | { readonly state: 'unreadable'; readonly error: GraftError };

/** What a reader needs to know. */
export interface PhotoReaderOptions {
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
  readonly space: string;
  readonly store: FeatureStore | undefined;
  /** Where looks come from and go to; without it, photos have none. */
  readonly looks: LookBook | undefined;
  /** Where the photos are, if they are no files of this machine. */
  readonly remote?: RemotePhotos | undefined;
  /** What decodes them. @default this thread */
  readonly decoding?: DecodingThreads | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Photos that are read from elsewhere than a disk. */
export interface RemotePhotos {
  /** How much a photo brings into memory. */
  bytesOf(file: string): number;
  /** @throws `FILE_NOT_FOUND`, `DOWNLOAD_FAILED`, `CHECKSUM_MISMATCH` */
  read(file: string, signal: AbortSignal | undefined): Promise<Uint8Array>;
}

/** No threads beside this one. */
const here = new DecodingThreads(0);

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
   * Looks a photo up, and decodes it where its features, or its look where that is wanted, are not known.
   *
   * @param target Receives the features where they are known: all cuts side by side.
   */
  async lookUp(file: string, target: Float32Array): Promise<LookedUp> {
    const { store, remote, signal } = this.#options;
    try {
      if (remote !== undefined)
        return await this.#inTurn(remote.bytesOf(file), async () => this.#lookInto(file, await remote.read(file, signal), target), signal);
      const stampedAtMs = Date.now();
      const stamp = await stat(file, { bigint: true });
      const noted = store?.knownHash(file, stamp);
      const known = noted === undefined ? undefined : this.#known(noted, target);
      if (known !== undefined) return known;
      return await this.#inTurn(Number(stamp.size), async (): Promise<LookedUp> => {
        signal?.throwIfAborted();
        const bytes = await readImageFile(file, signal);
        const hash = sha256(bytes);
        if (store !== undefined && noted === undefined) await this.#note({ path: file, stamp, stampedAtMs, sha256: hash });
        return this.#lookInto(file, bytes, target, hash);
      });
    } catch (cause) {
      signal?.throwIfAborted();
      const error = readFailure(cause, file);
      if (error instanceof GraftError && skippable.has(error.code)) return { state: 'unreadable', error };
      throw error;
    }
  }

  /** Decodes a photo whose features are not known by its content. */
  async #lookInto(file: string, bytes: Uint8Array, target: Float32Array, hash = sha256(bytes)): Promise<LookedUp> {
    const { looks, decoding, signal } = this.#options;
    const found = this.#known(hash, target);
    if (found !== undefined) return found;
    const decode = (preprocessing: Preprocessing): Promise<DecodedPictures> =>
      (decoding ?? here).decode(bytes, preprocessing, file, signal);
    const picture = await decode(this.#options.preprocessing);
    const look = await looks?.lookAt(hash, { bytes: bytes.length, picture, decode });
    // What was decoded for its look alone need not go through the network again.
    return this.#readFeatures(hash, target)
      ? { state: 'known', sha256: hash, look }
      : { state: 'decoded', sha256: hash, look, pixels: picture.pixels, pictures: picture.pictures };
  }

  /** Keeps what was learned beside the features: looks, and content hashes, so that unchanged files need not be read again. */
  async remember(): Promise<void> {
    await this.#options.looks?.keep();
    await this.#rememberHashes();
  }

  async #rememberHashes(): Promise<void> {
    const notes = this.#notes;
    this.#notes = [];
    await this.#options.store?.rememberHashes(notes);
  }

  async #note(file: HashedFile): Promise<void> {
    this.#notes.push(file);
    if (this.#notes.length >= notesAtOnce) await this.#rememberHashes();
  }

  /** A photo of which the store has all that is wanted. */
  #known(photo: string, target: Float32Array): LookedUp | undefined {
    const look = this.#options.looks?.find(photo);
    if (this.#options.looks !== undefined && look === undefined) return undefined;
    return this.#readFeatures(photo, target) ? { state: 'known', sha256: photo, look } : undefined;
  }

  /** Fills `target` where the store has all cuts of a photo. */
  #readFeatures(photo: string, target: Float32Array): boolean {
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
const skippable: ReadonlySet<string> = new Set([
  'IMAGE_UNREADABLE',
  'IMAGE_TOO_LARGE',
  'SOUND_UNREADABLE',
  'SOUND_TOO_LONG',
  'FILE_UNREADABLE',
  'FILE_NOT_FOUND',
]);
