import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { readFailure } from '../../storage/file-failure.ts';
import { sha256File } from '../../storage/sha256-file.ts';
import { mediumOf } from '../project/medium.ts';
import { hashOf, type PhotoEntry } from '../project/photo-entry.ts';
import { placePhoto } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';
import type { CheckedPhoto } from './check-photo.ts';

/** A photo that waits to be put into a class: a file among those that come in. */
export interface IncomingPhoto extends CheckedPhoto {
  readonly path: string;
}

/** What became of photos. */
export interface PutPhotos<Incoming> {
  readonly added: readonly PhotoEntry[];
  /** Those of the class whose content came once more. */
  readonly already: readonly PhotoEntry[];
  /** Photos where the project is of sounds, or the other way round: they were left where they are. */
  readonly other: readonly Incoming[];
}

/**
 * Moves photos into a class's folder, under names that nothing has; a photo whose very content the class has already is left where it is.
 * Within a turn.
 *
 * @throws `INVALID_ARGUMENT` for a class that is gone, `DISK_FULL`, `WRITE_FAILED`
 */
export async function putPhotos<Incoming extends IncomingPhoto>(
  project: Project,
  to: string,
  incoming: readonly Incoming[],
): Promise<PutPhotos<Incoming>> {
  const folder = project.folderOf(to);
  const bySize = new Map<number, PhotoEntry[]>();
  const note = (photo: PhotoEntry): void => void bySize.set(photo.bytes, [...(bySize.get(photo.bytes) ?? []), photo]);
  for (const photo of project.photos.values()) if (photo.class === to) note(photo);
  const [added, already]: [PhotoEntry[], PhotoEntry[]] = [[], []];
  const medium = project.medium ?? (incoming[0] && mediumOf(incoming[0].name));
  const other = incoming.filter(({ name }) => mediumOf(name) !== medium);
  try {
    for (const { path: from, name, sha256 } of incoming) {
      if (mediumOf(name) !== medium) continue;
      const { size: bytes } = await stat(from).catch((cause: unknown) => {
        throw readFailure(cause, from);
      });
      const twin = await findTwin(bySize.get(bytes) ?? [], sha256);
      if (twin !== undefined) {
        already.push(twin);
        continue;
      }
      const placed = await placePhoto(from, folder, name);
      if (placed === undefined) continue; // another program took it away at once
      const photo: PhotoEntry = { id: randomUUID(), class: to, ...placed, content: { state: 'hashed', sha256 } };
      added.push(photo);
      note(photo);
    }
  } finally {
    project.setPhotos(added); // what was put before a failure is there
  }
  return { added, already, other };
}

/** A photo of that very content, of those of its size. One that nobody has read yet is read: that photos are of one size seldom happens by chance. */
async function findTwin(photos: readonly PhotoEntry[], sha256: string): Promise<PhotoEntry | undefined> {
  for (const photo of photos) {
    const hash = photo.content === undefined ? await readHash(photo.path) : hashOf(photo);
    if (hash === sha256) return photo;
  }
  return undefined;
}

async function readHash(path: string): Promise<string | undefined> {
  return await sha256File(path).then(
    (hash) => hash.sha256,
    () => undefined, // gone, or not to be read: no twin of anything
  );
}
