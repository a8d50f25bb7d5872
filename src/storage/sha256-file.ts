import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { readFailure } from './file-failure.ts';

/** How much is read at once: large enough to keep the hash busy, small enough not to matter. */
const chunkBytes = 1 << 20;

/** A file's fingerprint. */
export interface FileHash {
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** How many bytes were hashed. */
  readonly bytes: number;
}

/**
 * Hashes a file without holding it in memory.
 *
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function sha256File(file: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<FileHash> {
  const { signal } = options;
  signal?.throwIfAborted();
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    await using handle = await open(file, 'r');
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes, null);
      if (bytesRead === 0) break;
      hash.update(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } catch (cause) {
    throw readFailure(cause, file);
  }
  return { sha256: hash.digest('hex'), bytes };
}
