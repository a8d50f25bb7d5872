import type { Dirent } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { GraftError } from '../errors.ts';
import { notPictureReason } from '../pictures/explain-unreadable.ts';
import { sniffedBytes, sniffImage } from '../pictures/sniff-image.ts';
import { readFailure } from '../storage/file-failure.ts';
import { listFolder } from './list-folder.ts';
import { isSoundName } from './sound-names.ts';

/** A file of a dataset: a picture by all that can be told without reading it whole, or one to pass over. */
export type FoundFile = { readonly path: string; readonly skip?: undefined } | { readonly path: string; readonly skip: string };

/** Where to look, and how. */
export interface FindPhotosOptions {
  /** The dataset's root without links, as `realpath` gives it: links that lead out of it are not followed. */
  readonly realRoot: string;
  /** Told of a folder that cannot be read, so that it hides no other. @default that ends the search */
  readonly onUnreadable?: ((folder: string, error: GraftError) => void) | undefined;
  /** Whether sounds are wanted beside pictures. @default false: they are passed over */
  readonly sounds?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Names that pictures go by. What a file is in truth shows when it is decoded; this spares opening each one now. */
export const pictureExtensions: ReadonlySet<string> = new Set(
  ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'apng', 'gif', 'webp', 'tif', 'tiff', 'avif', 'svg'].map((name) => `.${name}`),
);

/**
 * Finds the photos in a folder, at any depth. Files whose name does not say picture are looked into: their first bytes
 * tell.
 *
 * Folders are entered one after the other, so that memory holds the names of one path of folders at a time. Links to
 * folders are not entered, links to files only within the root: no loop, and no photo from elsewhere by mistake.
 *
 * @throws `FILE_NOT_FOUND`, `FILE_UNREADABLE` for a folder, unless there is `onUnreadable`
 */
export async function* findPhotos(folder: string, options: FindPhotosOptions): AsyncGenerator<FoundFile, void, void> {
  const { onUnreadable, signal } = options;
  const entries = await listFolder(folder, signal).catch((error: unknown) => {
    if (onUnreadable === undefined || !(error instanceof GraftError)) throw error;
    onUnreadable(folder, error);
    return [];
  });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* findPhotos(path, options);
    else yield await lookAt(path, entry, options);
  }
}

/** Looks at one entry that is not a folder. */
export async function lookAt(
  path: string,
  entry: Pick<Dirent, 'name' | 'isFile' | 'isSymbolicLink'>,
  { realRoot, sounds = false, signal }: FindPhotosOptions,
): Promise<FoundFile> {
  if (entry.isSymbolicLink()) {
    const trouble = await linkTrouble(path, realRoot);
    if (trouble !== undefined) return { path, skip: trouble };
  } else if (!entry.isFile()) return { path, skip: 'it is no regular file' };
  if (pictureExtensions.has(extname(entry.name).toLowerCase()) || (sounds && isSoundName(entry.name))) return { path };
  signal?.throwIfAborted();
  const skip = await contentTrouble(path);
  return skip === undefined ? { path } : { path, skip };
}

async function linkTrouble(path: string, realRoot: string): Promise<string | undefined> {
  try {
    const target = await realpath(path);
    if (target !== realRoot && !target.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep))
      return 'it is a link that leads out of the dataset’s folder';
    const about = await stat(target);
    if (about.isDirectory()) return 'it is a link to a folder';
    return about.isFile() ? undefined : 'it is no regular file';
  } catch {
    return 'it is a link that leads nowhere';
  }
}

async function contentTrouble(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path);
    const head = new Uint8Array(sniffedBytes);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return notPictureReason(sniffImage(head.subarray(0, bytesRead)));
  } catch (cause) {
    const failure = readFailure(cause, path);
    return failure instanceof Error ? failure.message : String(failure);
  }
}
