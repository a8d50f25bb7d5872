import type { IncomingMessage } from 'node:http';
import { archiveHeadBytes, archiveKindOf } from '../archives/archive-kind.ts';
import { GraftError } from '../errors.ts';
import type { Held } from '../server/admission.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';

/** An archive may have so many bytes: a few thousand photos as cameras make them. What is larger is unpacked into the project's folder. */
const maxArchiveBytes = 4 * 2 ** 30;

/** What came: a photo's bytes, or an archive, which is on the disk as it may be larger than memory. */
export type ReceivedFile = { readonly bytes: Buffer } | { readonly archive: string };

/** How to receive. */
export interface ReceiveFileOptions {
  /** Of what is no archive. */
  readonly maxBytes: number;
  /** Counts what is held in memory. */
  readonly held: Held;
  /** Where an archive goes. */
  readonly archive: string;
}

/**
 * Receives a request's body: what its first bytes say is an archive goes to the disk as it comes, all else into memory.
 *
 * @throws `BODY_TOO_LARGE`, `BODY_UNSUPPORTED`, `OVERLOADED`, `ARCHIVE_INVALID` for archives that cannot be unpacked, `REQUEST_INVALID` where the
 * client breaks off, `DISK_FULL`, `WRITE_FAILED`
 */
export async function receiveFile(incoming: IncomingMessage, options: ReceiveFileOptions): Promise<ReceivedFile> {
  const { 'content-length': length, 'content-encoding': encoding = 'identity' } = incoming.headers;
  if (encoding !== 'identity')
    throw new GraftError('BODY_UNSUPPORTED', 'The file comes compressed once more.', { hint: 'Send it as it is.' });
  if (Number(length ?? 0) > maxArchiveBytes) throw tooLarge('An archive', maxArchiveBytes);
  // Not destroyed where it is left in the middle: the answer goes the same way.
  const chunks = unbroken(incoming.iterator({ destroyOnReturn: false }));
  try {
    const head = await readHead(chunks);
    const kind = archiveKindOf(head);
    if (kind === undefined) {
      const tooMuch = Number(length ?? 0) > options.maxBytes;
      const bytes = tooMuch ? undefined : await intoMemory(head, chunks, options);
      if (bytes !== undefined) return { bytes };
    }
    if (kind === undefined || kind === 'unsupported') {
      await passOver(chunks);
      throw kind === undefined ? tooLarge('A photo', options.maxBytes) : noArchive();
    }
    await writeFileAtomically(options.archive, within(head, chunks));
    return { archive: options.archive };
  } finally {
    incoming.on('error', () => {}); // a connection that breaks later is nobody's concern
  }
}

/** As much of the start as tells what it is; all of what is shorter. */
async function readHead(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  while (bytes < archiveHeadBytes) {
    const next = await chunks.next();
    if (next.done) break;
    parts.push(next.value);
    bytes += next.value.length;
  }
  return Buffer.concat(parts);
}

/** @returns all of it; undefined where it is too much, as soon as that shows */
async function intoMemory(
  head: Buffer,
  chunks: AsyncGenerator<Buffer>,
  { maxBytes, held }: ReceiveFileOptions,
): Promise<Buffer | undefined> {
  const parts = [head];
  let bytes = head.length;
  held.add(bytes);
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    bytes += next.value.length;
    if (bytes > maxBytes) return undefined;
    held.add(next.value.length);
    parts.push(next.value);
  }
  return bytes > maxBytes ? undefined : Buffer.concat(parts, bytes);
}

/** Lets what is refused come to its end, unless that is far away: browsers do not hear an answer while they are still sending. */
async function passOver(chunks: AsyncGenerator<Buffer>): Promise<void> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxArchiveBytes) throw tooLarge('A file', maxArchiveBytes);
  }
}

async function* within(head: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer, void, void> {
  yield head;
  let bytes = head.length;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxArchiveBytes) throw tooLarge('An archive', maxArchiveBytes);
    yield chunk;
  }
}

/** The body's bytes; a connection that breaks is told as what it is. */
async function* unbroken(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  try {
    yield* body; // no encoding is set, so that these are bytes
  } catch (cause) {
    if (cause instanceof GraftError) throw cause;
    throw new GraftError('REQUEST_INVALID', 'The connection broke before the whole file was here.', { cause });
  }
}

function tooLarge(what: string, maxBytes: number): GraftError {
  return new GraftError('BODY_TOO_LARGE', `${what} may have ${maxBytes / 2 ** 20} MiB; this one has more.`, {
    hint: 'Copy it into a folder of the project, unpacked: Studio sees it there.',
  });
}

function noArchive(): GraftError {
  return new GraftError('ARCHIVE_INVALID', 'Graft does not unpack archives of this kind, only zip, tar and tar.gz files.', {
    hint: 'Unpack it yourself, and drop the folder.',
  });
}
