import type { PhotoEntry } from '../project/photo-entry.ts';
import { placePhoto } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';
import { groupBy } from './group-by.ts';

/** Moves photos into another class's folder; those that are there already, or gone, are left. @throws `DISK_FULL`, `WRITE_FAILED` */
export async function movePhotos(project: Project, ids: readonly string[], to: string): Promise<void> {
  const before: PhotoEntry[] = [];
  try {
    await moveTo(project, ids, to, before);
  } finally {
    if (before.length > 0) rememberMove(project, to, before);
  }
}

function rememberMove(project: Project, to: string, before: readonly PhotoEntry[]): void {
  const name = project.classes.find(({ id }) => id === to)?.name;
  const what = { kind: 'move', photos: before.length, ...(name === undefined ? {} : { class: name }) } as const;
  project.remember(what, async () => {
    for (const [from, photos] of groupBy(before, (photo) => photo.class)) {
      if (!project.classes.some(({ id }) => id === from)) continue; // where they were is gone: they stay where they are
      await moveTo(
        project,
        photos.map(({ id }) => id),
        from,
      );
    }
  });
}

/** @param moved Gets the photos as they were, of those that were moved, also where it fails midway. */
async function moveTo(project: Project, ids: readonly string[], to: string, moved: PhotoEntry[] = []): Promise<void> {
  await project.inTurn(async () => {
    const folder = project.folderOf(to);
    const now: PhotoEntry[] = [];
    try {
      for (const photo of project.photosOf(ids)) {
        if (photo.class === to) continue;
        const placed = await placePhoto(photo.path, folder);
        if (placed === undefined) continue;
        moved.push(photo);
        now.push({ ...photo, ...placed, class: to });
      }
    } finally {
      project.setPhotos(now); // what was moved before a failure has moved
    }
  });
}
