import { realpath, stat } from 'node:fs/promises';
import { stdin } from 'node:process';
import type { ImageInput, Medium } from 'graft-ml';

/** A picture of the command line: how it was named, and what to read. */
export interface NamedPicture {
  readonly file: string;
  readonly image: ImageInput;
}

/** More than this from standard input is no photo. */
const mostPipedBytes = 512 * 2 ** 20;

/**
 * The pictures that the arguments name: files as they are, of folders all pictures at any depth, and `-` for one on
 * standard input; of a model of sounds, sounds. A file that cannot be found is passed on as it is: reading it will say why.
 */
export async function* findPictures(
  names: readonly string[],
  signal: AbortSignal,
  medium: Medium = 'photos',
): AsyncGenerator<NamedPicture, void, void> {
  const { findPhotos } = await import('graft-ml');
  for (const name of names) {
    if (name === '-') yield await pipedPicture();
    else if (!(await isFolder(name))) yield { file: name, image: name };
    else {
      const found = findPhotos(name, { realRoot: await realpath(name), sounds: medium === 'sounds', signal });
      for await (const { path, skip } of found) if (skip === undefined) yield { file: path, image: path };
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

async function pipedPicture(): Promise<NamedPicture> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // no encoding is set, so that these are bytes
  for await (const chunk of stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostPipedBytes) {
      const { GraftError } = await import('graft-ml');
      throw new GraftError('IMAGE_UNREADABLE', 'More came on standard input than any picture holds.', { hint: 'Pipe one picture.' });
    }
    chunks.push(chunk);
  }
  return { file: '-', image: Buffer.concat(chunks) };
}
