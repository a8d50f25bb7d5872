import { PartialFile } from './partial-file.ts';

/**
 * Writes a file so that it is there whole or not at all, even through a crash; an existing one is replaced at once.
 *
 * The bytes go to a hidden sibling, are flushed to the disk, and the sibling is renamed. Missing parent folders are made.
 *
 * @param data Bytes, text (written as UTF-8), or pieces of either.
 * @throws DISK_FULL, WRITE_FAILED
 */
export async function writeFileAtomically(
  file: string,
  data: string | Uint8Array | AsyncIterable<Uint8Array>,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  await using partial = await PartialFile.open(file);
  if (typeof data === 'string' || data instanceof Uint8Array) await partial.append(data, { signal });
  else {
    for await (const piece of data) {
      signal?.throwIfAborted();
      await partial.append(piece);
    }
  }
  await partial.commit();
}
