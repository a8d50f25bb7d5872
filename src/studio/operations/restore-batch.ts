import { randomUUID } from 'node:crypto';
import { findClass } from '../project/find-class.ts';
import type { PhotoEntry } from '../project/photo-entry.ts';
import { folderWithin, placePhoto } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';
import { dropEmptyClass } from './change-classes.ts';
import { reviveClass } from './make-class.ts';
import { trashPhotos } from './remove-photos.ts';

/**
 * Moves what was removed together back to where it was; a class that is gone is made again.
 *
 * @throws `FILE_NOT_FOUND` for a batch that is gone, `DISK_FULL`, `WRITE_FAILED`
 */
export async function restoreBatch(project: Project, batch: string): Promise<void> {
  const [made, back]: [string[], PhotoEntry[]] = [[], []];
  try {
    await project.inTurn(async () => {
      try {
        for (const file of await project.trash.files(batch)) {
          let owner = findClass(project.classes, file.className);
          if (owner === undefined) {
            owner = await reviveClass(project, { name: file.className });
            made.push(owner.id);
          }
          const placed = await placePhoto(file.path, await folderWithin(project.folderOf(owner.id), file.within));
          if (placed !== undefined && file.isPhoto) back.push({ id: randomUUID(), class: owner.id, ...placed, content: undefined });
        }
      } finally {
        project.setPhotos(back); // what went back before a failure is back
      }
      await project.trash.tidy(batch);
    });
  } finally {
    if (back.length > 0 || made.length > 0) rememberRestoring(project, back, made);
  }
}

function rememberRestoring(project: Project, back: readonly PhotoEntry[], made: readonly string[]): void {
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
