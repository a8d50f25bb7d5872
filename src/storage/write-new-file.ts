import { lstat } from 'node:fs/promises';
import { GraftError } from '../errors.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** Whether a file may take another's place. */
export interface WriteNewFileOptions {
  /** Replaces a file that stands there. @default false: that is an error */
  readonly replace?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Refuses a place where something stands that may be the user's own: asked before the work, rather than after.
 *
 * @throws `ALREADY_EXISTS`
 */
export async function expectNewFile(file: string, { replace = false }: WriteNewFileOptions = {}): Promise<void> {
  const there = await lstat(file).catch(() => undefined);
  if (there === undefined || (replace && there.isFile())) return;
  throw new GraftError('ALREADY_EXISTS', `Refused to replace ${file}: ${there.isFile() ? 'a file' : 'something'} stands there.`, {
    file,
    hint: 'Name another file, or replace it with --force.',
  });
}

/**
 * Writes a file where nothing stands, whole or not at all.
 *
 * @throws `ALREADY_EXISTS`, `DISK_FULL`, `WRITE_FAILED`
 */
export async function writeNewFile(
  file: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
  options: WriteNewFileOptions = {},
): Promise<void> {
  await expectNewFile(file, options);
  await writeFileAtomically(file, content, { signal: options.signal });
}
