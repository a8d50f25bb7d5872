import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { ReadEntry } from 'tar';
import { GraftError } from '../errors.ts';
import { systemCode } from '../storage/file-failure.ts';
import { damaged, type UnpackOptions } from './unpack-zip.ts';
import type { ArchiveEntry, Unpacking } from './unpacking.ts';

const kinds: Readonly<Record<string, ArchiveEntry['kind']>> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'folder',
  GNUDumpDir: 'folder',
  SymbolicLink: 'link',
  Link: 'link',
};

/**
 * Unpacks a tar file, gzipped or not, as it is read. Only plain files and folders are made; owners, rights and times
 * that the archive names are not taken over.
 *
 * @throws `ARCHIVE_INVALID`, `ARCHIVE_LIMIT`, `DISK_FULL`, `WRITE_FAILED`; the signal's reason
 */
export async function unpackTar(
  file: string,
  { unpacking, onProgress, signal, gzip }: UnpackOptions & { readonly gzip: boolean },
): Promise<void> {
  const { Parser } = await import('tar'); // only where something is unpacked
  const writer = new EntryWriter(unpacking, file);
  const parser = new Parser({ filter: () => writer.failure === undefined, onReadEntry: (entry) => writer.take(entry) });
  let ended = false;
  parser.on('eof', () => {
    ended = true;
  });
  parser.on('error', (cause) => writer.fail(cause));
  parser.on('warn', (code, message) => {
    if (code === 'TAR_BAD_ARCHIVE' || code === 'TAR_ENTRY_INVALID' || code === 'TAR_ENTRY_ERROR')
      writer.fail(damaged(file, String(message)));
  });
  const source = createReadStream(file, { highWaterMark: 1 << 18 });
  const content = gzip ? source.pipe(createGunzip({ chunkSize: 1 << 18 })) : source;
  source.on('error', (cause) => content.destroy(cause)); // a pipe passes on data alone
  let unpacked = 0;
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      // no encoding is set, so that these are bytes
      signal.throwIfAborted();
      unpacked += chunk.length;
      unpacking.expectWithin(unpacked); // padding and what is passed over take time to unzip, too
      if (!ended) parser.write(chunk); // it would hold on to what comes after the end
      writer.throwIfFailed();
      onProgress(source.bytesRead);
    }
    parser.end();
    writer.throwIfFailed();
  } catch (cause) {
    signal.throwIfAborted();
    throw tarFailure(cause, file);
  } finally {
    source.destroy();
    writer.close();
  }
}

/** Writes entries as the parser gives them: one at a time, synchronously, as no queue needs a bound then. */
class EntryWriter {
  readonly #unpacking: Unpacking;
  readonly #archive: string;
  #open: number | undefined;
  failure: unknown;

  constructor(unpacking: Unpacking, archive: string) {
    this.#unpacking = unpacking;
    this.#archive = archive;
  }

  fail(cause: unknown): void {
    this.failure ??= cause;
  }

  throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  take(entry: ReadEntry): void {
    let file: number | undefined;
    try {
      const target = this.#unpacking.admit({ name: entry.path, kind: kinds[entry.type] ?? 'other', bytes: entry.size });
      if (target !== undefined) file = openSync(target, 'wx');
    } catch (cause) {
      this.fail(cause);
    }
    if (file === undefined) return void entry.resume();
    const opened = file;
    this.#open = opened;
    let written = 0;
    entry.on('data', (chunk) => {
      if (this.failure !== undefined) return;
      written += chunk.length;
      try {
        this.#unpacking.count(chunk.length);
        for (let at = 0; at < chunk.length; ) at += writeSync(opened, chunk, at);
      } catch (cause) {
        this.fail(cause);
      }
    });
    entry.on('end', () => {
      this.close();
      if (written !== entry.size) this.fail(damaged(this.#archive, `it ends inside ${JSON.stringify(entry.path)}`));
    });
  }

  close(): void {
    if (this.#open !== undefined) closeSync(this.#open);
    this.#open = undefined;
  }
}

function tarFailure(cause: unknown, file: string): unknown {
  if (cause instanceof GraftError || systemCode(cause) !== undefined || !(cause instanceof Error)) return cause;
  return damaged(file, cause.message, cause);
}
