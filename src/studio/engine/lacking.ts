import type { TrainingState } from '../contract.ts';
import type { Project } from '../project/project.ts';

/** Photos of a class below which nothing can be said of how well it is told apart: one to learn from, one to judge. */
export const leastPhotos = 2;

/** What must be there before a project can be trained; undefined where nothing is missing. Photos that cannot be read don't count. */
export function lackingOf(project: Project): Extract<TrainingState, { state: 'lacking' }> | undefined {
  const counts = new Map(project.classes.map(({ id }) => [id, 0]));
  for (const photo of project.photos.values()) {
    if (photo.content?.state !== 'unreadable') counts.set(photo.class, (counts.get(photo.class) ?? 0) + 1);
  }
  if (counts.size < 2) return { state: 'lacking', lacks: { what: 'classes', count: 2 - counts.size } };
  const few = [...counts].flatMap(([id, count]) => (count < leastPhotos ? [id] : []));
  if (counts.size - few.length >= 2) return undefined;
  return { state: 'lacking', lacks: { what: 'photos', classes: few, least: leastPhotos } };
}
