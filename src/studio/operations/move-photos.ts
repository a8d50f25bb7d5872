import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PhotoEntry } from '../project/photo-entry.ts';
import { placeFile, unlessGone } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';

/** Moves photos into another class's folder; those that are there already, or gone, are left. */
export async function movePhotos(project: Project, ids: readonly string[], to: string): Promise<void> {
  const before = await moveTo(project, ids, to);
  if (before.length === 0) return;
  const name = project.classes.find(({ id }) => id === to)?.name;
  const what = { kind: 'move', photos: before.length, ...(name === undefined ? {} : { class: name }) } as const;
  project.remember(what, async () => {
    for (const [from, photos] of groupByClass(before)) {
      if (!project.classes.some(({ id }) => id === from)) continue; // where they were is gone: they stay where they are
      await moveTo(
        project,
        photos.map(({ id }) => id),
        from,
      );
    }
  });
}

/** @returns the photos as they were, of those that were moved */
async function moveTo(project: Project, ids: readonly string[], to: string): Promise<PhotoEntry[]> {
  return await project.inTurn(async () => {
    const folder = project.folderOf(to);
    const moved: PhotoEntry[] = [];
    const now: PhotoEntry[] = [];
    try {
      for (const photo of project.photosOf(ids)) {
        if (photo.class === to) continue;
        const path = await placeFile(photo.path, folder, basename(photo.path)).catch(unlessGone);
        if (path === undefined) continue;
        const { mtimeMs } = await stat(path);
        moved.push(photo);
        now.push({ ...photo, class: to, path, modifiedMs: mtimeMs });
      }
    } finally {
      project.setPhotos(now); // what was moved before a failure has moved
    }
    return moved;
  });
}

function groupByClass(photos: readonly PhotoEntry[]): Map<string, PhotoEntry[]> {
  const groups = new Map<string, PhotoEntry[]>();
  for (const photo of photos) groups.set(photo.class, [...(groups.get(photo.class) ?? []), photo]);
  return groups;
}
