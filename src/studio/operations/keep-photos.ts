import type { Project } from '../project/project.ts';

/** Marks photos as looked at and found right where they are, so that they are not suspected any more. */
export async function keepPhotos(project: Project, ids: readonly string[]): Promise<void> {
  await project.inTurn(() => project.setKept(project.photosOf(ids), true));
  project.remember({ kind: 'keep', photos: ids.length }, () => project.inTurn(() => project.setKept(project.photosOf(ids), false)));
}
