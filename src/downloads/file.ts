import { stat } from 'node:fs/promises';
import { GraftError } from '../errors.ts';
import { readFailure } from '../storage/file-failure.ts';
import { sha256File } from '../storage/sha256-file.ts';
import { sourceAddress } from './source-address.ts';

/** A file of the user's own, used where it is. */
export interface LocalFile {
  /** Absolute. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Finds and hashes a file named by a path or a `file:` address. It is not copied.
 *
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE; INVALID_ARGUMENT where the address is not a file's
 */
export async function localFile(source: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<LocalFile> {
  const address = sourceAddress(source);
  if (address.scheme !== 'file')
    throw new GraftError('INVALID_ARGUMENT', `Expected a path or a file: address. Received ${source}.`, {
      hint: 'Give the path of a file.',
    });
  const info = await stat(address.path).catch((cause: unknown) => {
    throw readFailure(cause, address.path);
  });
  if (!info.isFile()) {
    throw new GraftError('FILE_UNREADABLE', `Could not read ${address.path}: it is not a file.`, {
      hint: 'Give the path of a file.',
      file: address.path,
    });
  }
  return { path: address.path, ...(await sha256File(address.path, options)) };
}
