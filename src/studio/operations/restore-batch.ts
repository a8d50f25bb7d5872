import { randomUUID } from 'node:crypto';
import { findClass } from '../project/find-class.ts';
import type { PhotoEntry } from '../project/photo-entry.ts';
import { folderWithin, placePhoto } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';
import { reviveClass } from './make-class.ts';
import { rememberAdded } from './remember-added.ts';

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
    if (back.length > 0 || made.length > 0)
      rememberAdded(project, { photos: back.map(({ id }) => id), to: back.map((photo) => photo.class), made });
  }
}
