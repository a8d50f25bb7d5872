import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise } from 'yauzl';
import { GraftError } from '../errors.ts';
import { systemCode } from '../storage/file-failure.ts';
import { tooMuch } from './entry-path.ts';
import type { ArchiveEntry, Unpacking } from './unpacking.ts';

/** What a zip file is unpacked with. */
export interface UnpackOptions {
  readonly unpacking: Unpacking;
  readonly archiveBytes: number;
  /** Told how many of the archive's own bytes are done with. */
  readonly onProgress: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Unpacks a zip file, entry by entry as its central directory lists them; zip64 and data descriptors too.
 *
 * Entries are checked: that they are as long as they claim, that their CRC-32 is right, that no two share bytes of the
 * file. Memory does not grow with the archive but for the list of its names.
 *
 * @throws `ARCHIVE_INVALID`, `ARCHIVE_LIMIT`, `DISK_FULL`, `WRITE_FAILED`; the signal's reason
 */
export async function unpackZip(file: string, { unpacking, archiveBytes, onProgress, signal }: UnpackOptions): Promise<void> {
  let packed = 0;
  try {
    const zip = await openPromise(file, { autoClose: false, strictFileNames: false, validateEntrySizes: true });
    try {
      for await (const entry of zip.eachEntry()) {
        signal.throwIfAborted();
        if (entry.isEncrypted()) throw encrypted(file, entry.fileName);
        // Were it more, entries would have to share bytes: the trick of the bombs that need no archive in the archive.
        packed += entry.compressedSize;
        if (packed > archiveBytes) throw tooMuch(file, 'entries that lie over one another');
        const described = describe(entry);
        const target = unpacking.admit(described);
        if (target !== undefined) {
          const content = await zip.openReadStreamPromise(entry);
          await pipeline(content, checked(entry, file, unpacking), createWriteStream(target, { flags: 'wx' }), { signal });
        }
        onProgress(packed);
      }
    } finally {
      zip.close();
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw zipFailure(cause, file);
  }
}

/** Counts an entry's bytes while they pass, and compares their CRC-32 at the end. */
function checked(entry: Entry, file: string, unpacking: Unpacking): Transform {
  let crc = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        unpacking.count(chunk.length);
        crc = crc32(chunk, crc);
        done(null, chunk);
      } catch (cause) {
        done(cause instanceof Error ? cause : new Error(String(cause)));
      }
    },
    flush(done) {
      done(crc === entry.crc32 ? null : damaged(file, `the content of ${JSON.stringify(entry.fileName)} is not what it was when packed`));
    },
  });
}

function describe(entry: Entry): ArchiveEntry {
  const name = entry.fileName;
  if (name.endsWith('/')) return { name, kind: 'folder', bytes: 0 };
  // On Unix the upper half of the attributes is the file's mode, its uppermost four bits the type (Info-ZIP's convention).
  const madeOnUnix = entry.versionMadeBy >> 8 === 3 || entry.versionMadeBy >> 8 === 19;
  const type = madeOnUnix ? (entry.externalFileAttributes >>> 28) & 0xf : 0;
  const kind = type === 0o12 ? 'link' : type === 0o4 ? 'folder' : type === 0 || type === 0o10 ? 'file' : 'other';
  return { name, kind, bytes: entry.uncompressedSize };
}

function zipFailure(cause: unknown, file: string): unknown {
  if (cause instanceof GraftError || systemCode(cause) !== undefined || !(cause instanceof Error)) return cause;
  if (/encryption/.test(cause.message)) return encrypted(file, undefined);
  const unsafe = /^(absolute path|invalid relative path|invalid characters in fileName)/.test(cause.message);
  if (unsafe) {
    return new GraftError('ARCHIVE_INVALID', `The archive ${file} was not unpacked: an entry leads out of its folder (${cause.message}).`, {
      file,
      hint: 'Somebody made it so on purpose, or a program by mistake: do not trust it.',
      cause,
    });
  }
  return damaged(file, cause.message, cause);
}

function encrypted(file: string, entry: string | undefined): GraftError {
  const what = entry === undefined ? 'it' : JSON.stringify(entry);
  return new GraftError('ARCHIVE_INVALID', `The archive ${file} was not unpacked: ${what} is encrypted.`, {
    file,
    hint: 'Unpack it with its password first, and give the folder.',
  });
}

/** The error for an archive whose bytes do not fit together. */
export function damaged(file: string, how: string, cause?: unknown): GraftError {
  return new GraftError('ARCHIVE_INVALID', `The archive ${file} is damaged or cut short: ${how}.`, {
    file,
    hint: 'Fetch or copy it again; where it opens elsewhere, unpack it there and give the folder.',
    cause,
  });
}
