import { realpath, stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { readClassFolders } from '../../datasets/class-folders.ts';
import { GraftError } from '../../errors.ts';
import { readFailure } from '../../storage/file-failure.ts';
import { mapAhead } from '../../tasks/map-ahead.ts';

/** A photo as it lies on the disk. */
export interface FoundPhoto {
  readonly path: string;
  readonly className: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** What a project's folder holds. */
export interface ScannedFolder {
  readonly classes: readonly string[];
  readonly photos: readonly FoundPhoto[];
  /** Files that take no part: their path within the project, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** Looks at so many files at a time. */
const looksAhead = 32;

/**
 * Lists a project's folder: its classes and their photos.
 *
 * @throws `DATASET_INVALID` where it is divided into train, val and test: there a class is no single folder
 */
export async function scanFolder(folder: string, signal?: AbortSignal): Promise<ScannedFolder> {
  const realRoot = await realpath(folder).catch((cause: unknown) => {
    throw readFailure(cause, folder);
  });
  const { photos, skipped, classes = [] } = await readClassFolders(folder, { realRoot, signal });
  const divided = photos.find(({ side }) => side !== undefined);
  if (divided !== undefined) {
    throw new GraftError(
      'DATASET_INVALID',
      `${folder} is divided into folders to learn from and to measure with; Studio works on one of them.`,
      {
        file: folder,
        hint: 'Open the folder to learn from, such as its train folder; graft train takes the whole.',
      },
    );
  }
  const found: FoundPhoto[] = [];
  const look = async ({ path, labels }: (typeof photos)[number]): Promise<FoundPhoto | undefined> => {
    const about = await stat(path).catch(() => undefined); // gone since the listing
    return about && { path, className: labels[0] ?? '', bytes: about.size, modifiedMs: about.mtimeMs };
  };
  for await (const photo of mapAhead(photos, look, { ahead: looksAhead, signal })) if (photo !== undefined) found.push(photo);
  return {
    classes,
    photos: found,
    skipped: skipped.map(({ path, reason }) => ({ name: relative(folder, path).split(sep).join('/'), reason })),
  };
}
