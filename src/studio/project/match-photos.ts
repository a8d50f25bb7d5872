import { randomUUID } from 'node:crypto';
import { markOf } from './follow-renames.ts';
import type { ClassEntry, PhotoEntry } from './photo-entry.ts';
import type { FoundPhoto } from './scan-folder.ts';

/** What a look at the disk says of the photos that were known: which are new or changed, and which are gone, by id. */
export function matchPhotos(
  photos: ReadonlyMap<string, PhotoEntry>,
  classes: readonly ClassEntry[],
  found: readonly FoundPhoto[],
): { changed: PhotoEntry[]; removed: string[] } {
  const owners = new Map(classes.map(({ id, folder }) => [folder, id]));
  const byPath = new Map([...photos.values()].map((photo) => [photo.path, photo]));
  const changed: PhotoEntry[] = [];
  const strange: FoundPhoto[] = [];
  for (const photo of found) {
    const { path, folder, bytes, modifiedMs } = photo;
    const known = byPath.get(path);
    byPath.delete(path);
    const owner = owners.get(folder) ?? '';
    if (known === undefined) strange.push(photo);
    else if (known.bytes !== bytes || known.modifiedMs !== modifiedMs)
      changed.push({ ...known, class: owner, bytes, modifiedMs, content: undefined });
    else if (known.class !== owner) changed.push({ ...known, class: owner });
  }
  // What was moved by another program is the photo that it was.
  const gone = new Map([...byPath.values()].map((photo) => [markOf(photo), photo]));
  for (const { path, folder, bytes, modifiedMs } of strange) {
    const mark = markOf({ path, bytes, modifiedMs });
    const known = gone.get(mark);
    gone.delete(mark);
    if (known !== undefined) byPath.delete(known.path);
    const { id, content } = known ?? { id: randomUUID(), content: undefined };
    changed.push({ id, class: owners.get(folder) ?? '', path, bytes, modifiedMs, content });
  }
  return { changed, removed: [...byPath.values()].map(({ id }) => id) };
}
