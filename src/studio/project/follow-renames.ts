import { basename } from 'node:path';
import type { ClassEntry, PhotoEntry } from './photo-entry.ts';
import type { FoundClass, FoundPhoto, ScannedFolder } from './scan-folder.ts';

/** A folder that took over so much of another one's photos is that one, renamed. */
const leastShare = 0.5;

/**
 * Which classes were renamed by another program: a folder is gone, and a new one holds what it held. By what a look at the folder tells, names,
 * sizes and times, without reading a photo.
 *
 * @returns What each is now, by the class's id; where the photos of several went into one folder, it is the class that most of its own came from.
 */
export function followRenames(
  classes: readonly ClassEntry[],
  photos: ReadonlyMap<string, PhotoEntry>,
  scanned: Pick<ScannedFolder, 'classes' | 'photos'>,
): Map<string, FoundClass> {
  const gone = classes.filter(({ folder }) => !scanned.classes.some((one) => one.folder === folder));
  const fresh = scanned.classes.filter(({ folder }) => !classes.some((one) => one.folder === folder));
  const renamed = new Map<string, FoundClass>();
  if (gone.length === 0 || fresh.length === 0) return renamed;
  const held = countBy([...photos.values()], (photo) => photo.class);
  const [[goneOnly], [freshOnly]] = [gone, fresh];
  const emptied = goneOnly !== undefined && gone.length === 1 && !held.has(goneOnly.id);
  if (emptied && freshOnly !== undefined && fresh.length === 1 && !scanned.photos.some(({ folder }) => folder === freshOnly.folder))
    return renamed.set(goneOnly.id, freshOnly); // nothing in either
  const owners = new Map([...photos.values()].map((photo) => [markOf(photo), photo.class]));
  for (const one of fresh) {
    const own = scanned.photos.filter(({ folder }) => folder === one.folder);
    const from = countBy(own, (photo) => owners.get(markOf(photo)) ?? '');
    const [best] = gone
      .map(({ id }) => ({ id, came: from.get(id) ?? 0, share: (from.get(id) ?? 0) / (held.get(id) ?? Number.POSITIVE_INFINITY) }))
      .filter(({ id, share }) => share > leastShare && !renamed.has(id))
      .toSorted((a, b) => b.came - a.came);
    if (best !== undefined) renamed.set(best.id, one);
  }
  return renamed;
}

/** What a photo keeps where its folder, or the folder that it lies in, changes: its name, size and time. */
export function markOf({ path, bytes, modifiedMs }: Pick<FoundPhoto, 'path' | 'bytes' | 'modifiedMs'>): string {
  return `${basename(path)}/${bytes}/${modifiedMs}`;
}

function countBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
