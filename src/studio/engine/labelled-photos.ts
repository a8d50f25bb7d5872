import type { Look } from '../../audit/look.ts';
import type { ClassEntry, PhotoEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';
import type { Workbench } from './workbench.ts';

/** A photo that can be learned from. */
export interface ReadyPhoto {
  readonly entry: PhotoEntry;
  /** Its class's place among {@link LabelledPhotos.classes}. */
  readonly label: number;
  readonly sha256: string;
  readonly look: Look;
}

/** What a training learns from. */
export interface LabelledPhotos {
  /** Those that have a photo, sorted by name by code unit, as `openDataset` sorts them: the head's outputs. */
  readonly classes: readonly ClassEntry[];
  /** Sorted by path by code unit, as `openDataset` sorts them: the same photos give the same head. */
  readonly photos: readonly ReadyPhoto[];
}

/** The photos of a project whose features are on the bench, with their labels. */
export function labelledPhotos(project: Project, bench: Workbench): LabelledPhotos {
  const ready = [...project.photos.values()].flatMap((entry) => {
    const { content } = entry;
    return content?.state === 'ready' && bench.knows(content.sha256) ? [{ entry, sha256: content.sha256, look: content.look }] : [];
  });
  const used = new Set(ready.map(({ entry }) => entry.class));
  const classes = project.classes.filter(({ id }) => used.has(id)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const labels = new Map(classes.map(({ id }, label) => [id, label]));
  const photos = ready.map((photo): ReadyPhoto => ({ ...photo, label: labels.get(photo.entry.class) ?? 0 }));
  return { classes, photos: photos.toSorted((a, b) => (a.entry.path < b.entry.path ? -1 : 1)) };
}

/** Whether there is anything to tell apart: two classes of at least so many photos. */
export function canBeLearned({ classes, photos }: LabelledPhotos, least: number): boolean {
  const counts = new Uint32Array(classes.length);
  for (const { label } of photos) counts[label] = (counts[label] ?? 0) + 1;
  return counts.filter((count) => count >= least).length >= 2;
}
