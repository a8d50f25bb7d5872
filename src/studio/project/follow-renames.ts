import { basename } from 'node:path';
import type { ClassEntry, PhotoEntry } from './photo-entry.ts';
import type { FoundPhoto, ScannedFolder } from './scan-folder.ts';

/** A folder that took over so much of another one's photos is that one, renamed. */
const leastShare = 0.5;

/**
 * Which classes were renamed by another program: a folder is gone, and a new one holds what it held. By what a look at the folder tells, names,
 * sizes and times, without reading a photo.
 *
 * @returns The new name of each, by the class's id.
 */
export function followRenames(
  classes: readonly ClassEntry[],
  photos: ReadonlyMap<string, PhotoEntry>,
  scanned: Pick<ScannedFolder, 'classes' | 'photos'>,
): Map<string, string> {
  const gone = classes.filter(({ name }) => !scanned.classes.includes(name));
  const fresh = scanned.classes.filter((name) => !classes.some((one) => one.name === name));
  const renamed = new Map<string, string>();
  if (gone.length === 0 || fresh.length === 0) return renamed;
  const held = countBy([...photos.values()], (photo) => photo.class);
  const [[goneOnly], [freshOnly]] = [gone, fresh];
  const emptied = goneOnly !== undefined && gone.length === 1 && !held.has(goneOnly.id);
  if (emptied && freshOnly !== undefined && fresh.length === 1 && !scanned.photos.some(({ className }) => className === freshOnly))
    return renamed.set(goneOnly.id, freshOnly); // nothing in either
  const owners = new Map([...photos.values()].map((photo) => [markOf(photo), photo.class]));
  for (const name of fresh) {
    const own = scanned.photos.filter(({ className }) => className === name);
    const from = countBy(own, (photo) => owners.get(markOf(photo)) ?? '');
    for (const { id } of gone) {
      const share = (from.get(id) ?? 0) / (held.get(id) ?? Number.POSITIVE_INFINITY);
      if (share > leastShare && !renamed.has(id)) renamed.set(id, name);
    }
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
