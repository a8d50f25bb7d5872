import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findClass } from '../project/find-class.ts';
import type { PhotoEntry } from '../project/photo-entry.ts';
import { placeFile, unlessGone } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';
import { dropEmptyClass } from './change-classes.ts';
import { reviveClass } from './make-class.ts';
import { trashPhotos } from './remove-photos.ts';

/** Moves what was removed together back to where it was; a class that is gone is made again. @throws `FILE_NOT_FOUND` for a batch that is gone */
export async function restoreBatch(project: Project, batch: string): Promise<void> {
  const made: string[] = [];
  const back = await project.inTurn(async () => {
    const photos: PhotoEntry[] = [];
    try {
      for (const { path, className } of await project.trash.files(batch)) {
        let owner = findClass(project.classes, className);
        if (owner === undefined) {
          owner = await reviveClass(project, { name: className });
          made.push(owner.id);
        }
        const place = await placeFile(path, join(project.folder, owner.folder), basename(path)).catch(unlessGone);
        if (place === undefined) continue;
        const { size, mtimeMs } = await stat(place);
        photos.push({ id: randomUUID(), class: owner.id, path: place, bytes: size, modifiedMs: mtimeMs, content: undefined });
      }
    } finally {
      project.setPhotos(photos); // what went back before a failure is back
    }
    await project.trash.tidy(batch);
    return photos;
  });
  if (back.length === 0) return;
  const names = new Set(back.map((photo) => photo.class));
  const only = names.size === 1 ? project.classes.find(({ id }) => names.has(id))?.name : undefined;
  const what = { kind: 'add', ...(only === undefined ? {} : { class: only }) } as const;
  const withdraw = (ids: readonly string[]): Promise<void> =>
    project.inTurn(async () => {
      await trashPhotos(project, project.photosOf(ids));
      for (const id of made) await dropEmptyClass(project, id);
    });
  project.remember(
    what,
    withdraw,
    back.map(({ id }) => id),
  );
}
