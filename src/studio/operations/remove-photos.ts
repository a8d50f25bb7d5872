import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PhotoEntry } from '../project/photo-entry.ts';
import { placeFile } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';

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
  try {
    for (const photo of photos) {
      const className = project.classOf(photo.class).name;
      trashed.push({ photo, className, path: await project.trash.take(batch, photo.path, className) });
    }
  } finally {
    project.setPhotos(
      [],
      trashed.map(({ photo }) => photo.id),
    );
  }
  return trashed;
}

/** Moves photos from the trash back to the class of that name; within a turn. */
export async function bringBack(project: Project, trashed: readonly Trashed[]): Promise<void> {
  const back: PhotoEntry[] = [];
  for (const { photo, className, path } of trashed) {
    const owner = project.classes.find(({ name }) => name === className);
    if (owner === undefined) continue; // its class was renamed or removed since: the photo stays in the trash
    const place = await placeFile(path, join(project.folder, className), basename(photo.path));
    const { mtimeMs } = await stat(place);
    back.push({ ...photo, class: owner.id, path: place, modifiedMs: mtimeMs });
  }
  project.setPhotos(back);
}
