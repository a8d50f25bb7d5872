import { randomUUID } from 'node:crypto';
import { findClass } from '../project/find-class.ts';
import { mediumOf, otherMedium } from '../project/medium.ts';
import type { PhotoEntry } from '../project/photo-entry.ts';
import { folderWithin, placePhoto } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';
import { reviveClass } from './make-class.ts';
import { rememberAdded } from './remember-added.ts';

/**
 * Moves what was removed together back to where it was; a class that is gone is made again.
 *
 * @throws `FILE_NOT_FOUND` for a batch that is gone, `DATASET_INVALID` for photos where the project is of sounds by now, or the other way round, `DISK_FULL`, `WRITE_FAILED`
 */
export async function restoreBatch(project: Project, batch: string): Promise<void> {
  const [made, back]: [string[], PhotoEntry[]] = [[], []];
  try {
    await project.inTurn(async () => {
      try {
        const files = await project.trash.files(batch);
        const other = files.find(({ path, isPhoto }) => isPhoto && project.medium !== undefined && mediumOf(path) !== project.medium);
        if (other !== undefined) throw otherMedium(other.path);
        for (const file of files) {
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
