import { PartialFile } from './partial-file.ts';

/** How to write a file. */
export interface WriteFileOptions {
  /** Whether a file that stands there is replaced, at once; otherwise nothing is, not even what another program puts there meanwhile. @default true */
  readonly replace?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a file so that it is there whole or not at all, even through a crash.
 *
 * The bytes go to a hidden sibling, are flushed to the disk, and the sibling is renamed. Missing parent folders are made.
 *
 * @param data Bytes, text (written as UTF-8), or pieces of either.
 * @throws ALREADY_EXISTS where it is not to replace one; DISK_FULL, WRITE_FAILED
 */
export async function writeFileAtomically(
  file: string,
  data: string | Uint8Array | AsyncIterable<Uint8Array>,
  options: WriteFileOptions = {},
): Promise<void> {
  const { replace = true, signal } = options;
  signal?.throwIfAborted();
  await using partial = await PartialFile.open(file);
  if (typeof data === 'string' || data instanceof Uint8Array) await partial.append(data, { signal });
  else {
    for await (const piece of data) {
      signal?.throwIfAborted();
      await partial.append(piece);
    }
  }
  await partial.commit({ replace });
}
