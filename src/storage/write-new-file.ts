import { lstat } from 'node:fs/promises';
import { GraftError } from '../errors.ts';
import { sweepPartials } from './unfinished.ts';
import { type WriteFileOptions, writeFileAtomically } from './write-file-atomically.ts';

/** Whether a file may take another's place: by default it may not. */
export type WriteNewFileOptions = WriteFileOptions;

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
  const { replace = false, signal } = options;
  await sweepPartials(file); // what one that was killed left beside a file that it had put in its place
  await expectNewFile(file, { replace });
  await writeFileAtomically(file, content, { replace, signal });
}
