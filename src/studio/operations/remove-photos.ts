import { basename, dirname, relative } from 'node:path';
import { findClass } from '../project/find-class.ts';
import type { PhotoEntry } from '../project/photo-entry.ts';
import { folderWithin, placePhoto, unlessGone } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';
import { reviveClass } from './make-class.ts';

/** A photo that went, and where it lies in the trash. */
export interface Trashed {
  readonly photo: PhotoEntry;
  readonly className: string;
  /** The folder within the class's that it was in. */
  readonly within: string;
  readonly path: string;
}

/** Moves photos to the project's trash. @throws as {@link trashPhotos} */
export async function removePhotos(project: Project, ids: readonly string[]): Promise<void> {
  const trashed: Trashed[] = [];
  try {
    await project.inTurn(() => trashPhotos(project, project.photosOf(ids), trashed));
  } finally {
    if (trashed.length > 0) rememberRemoval(project, trashed);
  }
}

function rememberRemoval(project: Project, trashed: readonly Trashed[]): void {
  const names = [...new Set(trashed.map(({ className }) => className))];
  const [only] = names;
  const what = { kind: 'remove', photos: trashed.length, ...(names.length === 1 && only !== undefined ? { class: only } : {}) } as const;
  project.remember(what, () => project.inTurn(() => bringBack(project, trashed)));
}

/**
 * Moves photos to the trash, one batch; within a turn.
 *
 * @param trashed Gets those that were moved, also where it fails midway.
 * @throws `DISK_FULL`, `WRITE_FAILED`
 */
export async function trashPhotos(
  project: Project,
  photos: readonly PhotoEntry[],
  trashed: Trashed[] = [],
  batch = project.trash.newBatch(Date.now()),
): Promise<void> {
  const gone: string[] = [];
  try {
    for (const photo of photos) {
      const className = project.classOf(photo.class).name;
      const within = relative(project.folderOf(photo.class), dirname(photo.path));
      const path = await project.trash.take(batch, photo.path, className, within).catch(unlessGone);
      gone.push(photo.id); // one that another program took away is gone, too
      if (path === undefined) continue;
      trashed.push({ photo, className, within, path });
    }
  } finally {
    project.setPhotos([], gone);
  }
}

/**
 * Moves photos from the trash back to their class, whatever it is called by now; one that is gone is made again. Photos that somebody else took
 * from the trash are left. Within a turn.
 */
export async function bringBack(project: Project, trashed: readonly Trashed[]): Promise<void> {
  const back: PhotoEntry[] = [];
  try {
    for (const { photo, className, within, path } of trashed) {
      const owner =
        project.classes.find(({ id }) => id === photo.class) ??
        findClass(project.classes, className) ??
        (await reviveClass(project, { name: className }));
      const placed = await placePhoto(path, await folderWithin(project.folderOf(owner.id), within), basename(photo.path));
      if (placed !== undefined) back.push({ ...photo, ...placed, class: owner.id });
    }
  } finally {
    project.setPhotos(back);
  }
}
