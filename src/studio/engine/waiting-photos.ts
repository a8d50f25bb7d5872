import type { PhotoEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';
import type { Workbench } from './workbench.ts';

/** Whether a photo's features are still to come; `bench` is undefined while there is none. */
export function isWaiting({ content }: PhotoEntry, bench: Workbench | undefined): boolean {
  if (content?.state === 'unreadable') return false;
  return content?.state !== 'ready' || bench === undefined || !bench.knows(content.sha256);
}

/** The photos whose features are still to come, the classes in turn: so that each soon has some, and the accuracy means something. */
export function waitingPhotos(project: Project, bench: Workbench): PhotoEntry[] {
  const queues = new Map<string, PhotoEntry[]>();
  for (const photo of project.photos.values()) {
    if (!isWaiting(photo, bench)) continue;
    const queue = queues.get(photo.class);
    if (queue === undefined) queues.set(photo.class, [photo]);
    else queue.push(photo);
  }
  const lists = [...queues.values()];
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
}
