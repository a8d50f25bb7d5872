import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GraftError } from '../errors.ts';
import { type ArchiveLimits, ratioFreeBytes } from './archive-limits.ts';
import { entryPath, tooMuch } from './entry-path.ts';

/** One entry of an archive, as its header has it. */
export interface ArchiveEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Unpacked; what the header claims. */
  readonly bytes: number;
}

/** A file in an archive that was not unpacked, and why. */
export interface PassedOver {
  /** Its path inside the archive. */
  readonly path: string;
  readonly reason: string;
}

/** Which archive goes where. */
export interface UnpackingOptions {
  readonly archive: string;
  /** The archive's own size. */
  readonly archiveBytes: number;
  /** Exists, and is empty. */
  readonly folder: string;
  readonly limits: ArchiveLimits;
}

/**
 * Watches over the unpacking of one archive, whatever its format: says where an entry may be written, if at all, and
 * counts what comes against the limits, both what headers claim and what is written in truth.
 */
export class Unpacking {
  readonly #options: UnpackingOptions;
  /** Every path that is taken, as a file system without case or Unicode forms would see it. */
  readonly #taken = new Map<string, { readonly name: string; readonly kind: 'file' | 'folder' }>();
  readonly #made = new Set<string>();
  readonly #passedOver: PassedOver[] = [];
  #entries = 0;
  #claimed = 0;
  #written = 0;
  #files = 0;

  constructor(options: UnpackingOptions) {
    this.#options = options;
  }

  get passedOver(): readonly PassedOver[] {
    return this.#passedOver;
  }

  get files(): number {
    return this.#files;
  }

  get bytes(): number {
    return this.#written;
  }

  /**
   * Admits an entry, and makes the folders that it needs.
   *
   * @returns The file to write, which is not there yet; undefined where nothing is to be written.
   * @throws `ARCHIVE_INVALID`, `ARCHIVE_LIMIT`
   */
  admit(entry: ArchiveEntry): string | undefined {
    const { archive, folder, limits } = this.#options;
    if (++this.#entries > limits.entries) throw tooMuch(archive, `more than ${limits.entries} entries`);
    const names = entryPath(entry.name, { archive, limits });
    if (names.length === 0) return undefined;
    const path = names.join('/');
    if (entry.kind === 'link') return this.#passOver(path, 'it is a link, and links in archives are not followed');
    if (entry.kind === 'other') return this.#passOver(path, 'it is no regular file');
    if (entry.kind === 'file' && entry.bytes > limits.entryBytes)
      return this.#passOver(path, `it has ${entry.bytes} bytes, more than a picture's ${limits.entryBytes}`);
    this.#take(names, entry.kind);
    const target = join(folder, ...names);
    if (entry.kind === 'folder') {
      this.#makeFolder(target);
      return undefined;
    }
    this.#claimed += entry.bytes;
    this.expectWithin(this.#claimed);
    this.#makeFolder(dirname(target));
    this.#files++;
    return target;
  }

  /** Counts bytes that are about to be written. @throws `ARCHIVE_LIMIT` */
  count(bytes: number): void {
    this.#written += bytes;
    this.expectWithin(this.#written);
  }

  /** Refuses so many unpacked bytes where they are beyond the limits. @throws `ARCHIVE_LIMIT` */
  expectWithin(bytes: number): void {
    const { archive, archiveBytes, limits } = this.#options;
    if (bytes > limits.bytes) throw tooMuch(archive, `more than ${limits.bytes} bytes in it`);
    if (bytes > ratioFreeBytes && bytes > limits.ratio * archiveBytes)
      throw tooMuch(archive, `more than ${limits.ratio} times its own size in it, as bombs have and photos never`);
  }

  #passOver(path: string, reason: string): undefined {
    this.#passedOver.push({ path, reason });
  }

  /** Two entries for one file would overwrite one another, on some machines; on which, case and accents decide. */
  #take(names: readonly string[], kind: 'file' | 'folder'): void {
    for (let depth = 1; depth <= names.length; depth++) {
      const name = names.slice(0, depth).join('/');
      const key = name.normalize('NFC').toLowerCase();
      const wanted = depth < names.length ? 'folder' : kind;
      const there = this.#taken.get(key);
      if (there === undefined) this.#taken.set(key, { name, kind: wanted });
      else if (there.kind === 'file' || wanted === 'file') throw this.#twice(there.name, name);
    }
  }

  #twice(one: string, other: string): GraftError {
    const { archive } = this.#options;
    const how =
      one === other
        ? `holds ${JSON.stringify(one)} twice`
        : `holds ${JSON.stringify(one)} and ${JSON.stringify(other)}, which are one on some machines`;
    return new GraftError('ARCHIVE_INVALID', `The archive ${archive} was not unpacked: it ${how}.`, {
      file: archive,
      hint: 'Unpack it yourself and give the folder.',
    });
  }

  #makeFolder(path: string): void {
    if (this.#made.has(path)) return;
    mkdirSync(path, { recursive: true });
    this.#made.add(path);
  }
}
