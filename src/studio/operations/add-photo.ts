import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { GraftError } from '../../errors.ts';
import { remove } from '../../storage/remove.ts';
import { writeFileAtomically } from '../../storage/write-file-atomically.ts';
import { otherMedium } from '../project/medium.ts';
import type { PhotoEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';
import { checkPhoto } from './check-photo.ts';
import { type IncomingPhoto, type PutPhotos, putPhotos } from './put-photos.ts';
import { rememberAdded } from './remember-added.ts';

/** What became of a photo that was to be added. */
export type AddedPhoto =
  | { readonly outcome: 'added'; readonly photo: PhotoEntry; readonly operation: string }
  | { readonly outcome: 'already'; readonly photo: PhotoEntry };

/**
 * Puts a photo into a class's folder. It is decoded before it is believed, and written whole or not at all; a photo whose very content the class
 * has already is not added again.
 *
 * @param sent What its sender calls it.
 * @throws as {@link checkPhoto}; `DATASET_INVALID` for a photo where the project is of sounds, or the other way round; `DISK_FULL`, `WRITE_FAILED`
 */
export async function addPhoto(project: Project, to: string, sent: string, bytes: Uint8Array, signal?: AbortSignal): Promise<AddedPhoto> {
  project.classOf(to);
  const checked = await checkPhoto(bytes, sent, signal);
  const path = join(project.places.incoming, randomUUID());
  await writeFileAtomically(path, bytes, { signal });
  const {
    added: [photo],
    already: [twin],
    other: [other],
  } = await putOne(project, to, { ...checked, path });
  if (other !== undefined) throw otherMedium(other.name);
  if (twin !== undefined) return { outcome: 'already', photo: twin };
  if (photo === undefined) throw new GraftError('INTERNAL', 'A photo was neither put nor there.');
  return { outcome: 'added', photo, operation: rememberAdded(project, { photos: [photo.id], to: [to], joins: true }) };
}

async function putOne(project: Project, to: string, photo: IncomingPhoto): Promise<PutPhotos<IncomingPhoto>> {
  try {
    return await project.inTurn(() => putPhotos(project, to, [photo]));
  } finally {
    await remove(photo.path);
  }
}
