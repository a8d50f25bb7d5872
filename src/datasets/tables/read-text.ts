import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { readFailure } from '../../storage/file-failure.ts';
import { tableFault } from './table-fault.ts';

/** A table of ten million rows has a gigabyte; more is not a list of photos. */
const maxTableBytes = 2 * 2 ** 30;

/**
 * Reads a text file in pieces: UTF-8, or UTF-16 where a byte order mark says so, as spreadsheets write it. The mark is
 * not part of the text.
 *
 * @throws `DATASET_INVALID` where the bytes are no such text; `FILE_NOT_FOUND`, `FILE_UNREADABLE`; the signal's reason
 */
export async function* readText(file: string, signal?: AbortSignal): AsyncGenerator<string, void, void> {
  let decoder: TextDecoder | undefined;
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      // no encoding is set, so that these are bytes
      signal?.throwIfAborted();
      bytes += chunk.length;
      if (bytes > maxTableBytes) throw tableFault(file, undefined, `it is larger than ${maxTableBytes} bytes`, 'Divide it.');
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
      yield decode(decoder, chunk, file, true);
    }
  } catch (cause) {
    throw readFailure(cause, file);
  }
  if (decoder !== undefined) yield decode(decoder, new Uint8Array(), file, false);
}

/** By the byte order mark. A file's first piece is never so short that it would part one. */
function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function decode(decoder: TextDecoder, bytes: Uint8Array, file: string, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch (cause) {
    throw tableFault(file, undefined, 'its text is not in UTF-8', 'Save it as “CSV UTF-8”, or convert it.', cause);
  }
}
