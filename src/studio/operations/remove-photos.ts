import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findClass } from '../project/find-class.ts';
import type { PhotoEntry } from '../project/photo-entry.ts';
import { placeFile, unlessGone } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';
import { reviveClass } from './make-class.ts';

/** A photo that went, and where it lies in the trash. */
interface Trashed {
  readonly photo: PhotoEntry;
  readonly className: string;
  readonly path: string;
}

/** Moves photos to the project's trash. */
export async function removePhotos(project: Project, ids: readonly string[]): Promise<void> {
  const trashed = await project.inTurn(() => trashPhotos(project, project.photosOf(ids)));
  if (trashed.length === 0) return;
  const names = [...new Set(trashed.map(({ className }) => className))];
  const [only] = names;
  const what = { kind: 'remove', photos: trashed.length, ...(names.length === 1 && only !== undefined ? { class: only } : {}) } as const;
  project.remember(what, () => project.inTurn(() => bringBack(project, trashed)));
}

/** Moves photos to the trash, one batch; within a turn. */
export async function trashPhotos(project: Project, photos: readonly PhotoEntry[]): Promise<Trashed[]> {
  const batch = project.trash.newBatch(Date.now());
  const trashed: Trashed[] = [];
  const gone: string[] = [];
  try {
    for (const photo of photos) {
      const className = project.classOf(photo.class).name;
      const path = await project.trash.take(batch, photo.path, className).catch(unlessGone);
      gone.push(photo.id); // one that another program took away is gone, too
      if (path !== undefined) trashed.push({ photo, className, path });
    }
  } finally {
    project.setPhotos([], gone);
  }
  return trashed;
}

/**
 * Moves photos from the trash back to their class, whatever it is called by now; one that is gone is made again. Photos that somebody else took
 * from the trash are left. Within a turn.
 */
export async function bringBack(project: Project, trashed: readonly Trashed[]): Promise<void> {
  const back: PhotoEntry[] = [];
  try {
    for (const { photo, className, path } of trashed) {
      const owner =
        project.classes.find(({ id }) => id === photo.class) ??
        findClass(project.classes, className) ??
        (await reviveClass(project, { name: className }));
      const place = await placeFile(path, join(project.folder, owner.folder), basename(photo.path)).catch(unlessGone);
      if (place === undefined) continue;
      const { mtimeMs } = await stat(place);
      back.push({ ...photo, class: owner.id, path: place, modifiedMs: mtimeMs });
    }
  } finally {
    project.setPhotos(back);
  }
}
