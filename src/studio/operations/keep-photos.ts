import { hashOf } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';

/** Marks photos as looked at and found right where they are, so that they are not suspected any more. */
export async function keepPhotos(project: Project, ids: readonly string[]): Promise<void> {
  const marked = await project.inTurn(async () => {
    const photos = project.photosOf(ids).filter((photo) => hashOf(photo) !== undefined && !project.isKept(photo));
    if (photos.length > 0) await project.setKept(photos, true);
    return photos.map(({ id }) => id);
  });
  if (marked.length === 0) return;
  // What was found right before stays so.
  project.remember({ kind: 'keep', photos: marked.length }, () => project.inTurn(() => project.setKept(project.photosOf(marked), false)));
}
