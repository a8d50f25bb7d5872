import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GraftError } from '../../errors.ts';
import { decodeImage } from '../../media/decode-image.ts';
import { isPictureKind, sniffedBytes, sniffImage } from '../../pictures/sniff-image.ts';
import { definePreprocessing } from '../../preprocessing/preprocessing.ts';
import { sha256 } from '../../storage/sha256.ts';
import { writeFileAtomically } from '../../storage/write-file-atomically.ts';
import { hashOf, type PhotoEntry } from '../project/photo-entry.ts';
import { photoFileName } from '../project/photo-file-name.ts';
import { placeFile } from '../project/place-file.ts';
import type { Project } from '../project/project.ts';
import { trashPhotos } from './remove-photos.ts';

/** What a picture is decoded to when it comes, to see that it can be: small, as only the failure matters. */
const trial = definePreprocessing({ width: 32, height: 32 });

/** What became of a photo that was to be added. */
export type AddedPhoto =
  | { readonly outcome: 'added'; readonly photo: PhotoEntry; readonly operation: string }
  | { readonly outcome: 'already'; readonly photo: PhotoEntry };

/**
 * Puts a photo into a class's folder. It is decoded before it is believed, and written whole or not at all; a photo whose very content the class
 * has already is not added again.
 *
 * @param sent What its sender calls it.
 * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `DISK_FULL`, `WRITE_FAILED`
 */
export async function addPhoto(project: Project, to: string, sent: string, bytes: Uint8Array, signal?: AbortSignal): Promise<AddedPhoto> {
  project.classOf(to);
  const kind = sniffImage(bytes.subarray(0, sniffedBytes));
  await decodeImage(bytes, trial, { file: basename(sent), signal }); // says what it is where it is no picture
  if (!isPictureKind(kind)) throw new GraftError('IMAGE_UNREADABLE', `${basename(sent)} is no picture that Graft reads.`);
  const hash = sha256(bytes);
  const put = await project.inTurn(async (): Promise<AddedPhoto | PhotoEntry> => {
    const { name } = project.classOf(to);
    const twin = [...project.photos.values()].find((photo) => photo.class === to && hashOf(photo) === hash);
    if (twin !== undefined) return { outcome: 'already', photo: twin };
    const incoming = join(project.places.incoming, randomUUID());
    await writeFileAtomically(incoming, bytes, { signal });
    const path = await placeFile(incoming, join(project.folder, name), photoFileName(sent, kind));
    const { size, mtimeMs } = await stat(path);
    const photo: PhotoEntry = {
      ...{ id: randomUUID(), class: to, path, bytes: size, modifiedMs: mtimeMs },
      content: { state: 'hashed', sha256: hash },
    };
    project.setPhotos([photo]);
    return photo;
  });
  if ('outcome' in put) return put;
  const withdraw = async (ids: readonly string[]): Promise<void> => {
    await project.inTurn(() => trashPhotos(project, project.photosOf(ids)));
  };
  const operation = project.remember({ kind: 'add', class: project.classOf(to).name }, withdraw, [put.id]);
  return { outcome: 'added', photo: put, operation };
}
