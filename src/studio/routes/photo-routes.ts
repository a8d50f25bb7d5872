import { basename } from 'node:path';
import { GraftError } from '../../errors.ts';
import { isPictureKind, sniffedBytes, sniffImage } from '../../pictures/sniff-image.ts';
import type { Route } from '../../server/server-context.ts';
import { answerCall } from '../answer-call.ts';
import { answerFile } from '../answer-file.ts';
import { api } from '../api.ts';
import { addArchive } from '../operations/add-archive.ts';
import { addPhoto } from '../operations/add-photo.ts';
import { isOfTheFile } from '../operations/add-photos.ts';
import { importUrls } from '../operations/import-urls.ts';
import { keepPhotos } from '../operations/keep-photos.ts';
import { movePhotos } from '../operations/move-photos.ts';
import { removePhotos } from '../operations/remove-photos.ts';
import { problemOf } from '../problem-of.ts';
import type { StudioContext } from '../studio-context.ts';

/** Adding, moving, removing and keeping photos. */
export function photoRoutes(context: StudioContext): readonly Route[] {
  const { project } = context;
  return [
    answerFile(context, api.addFile, addFileName, async ({ query, file, signal }) => {
      const to = query.class;
      if ('archive' in file) return await addArchive(project, file.archive, to, signal);
      try {
        if (to === undefined) throw homeless(query.name, file.bytes);
        const added = await addPhoto(project, to, query.name, file.bytes, signal);
        return added.outcome === 'already'
          ? { photos: [], already: 1, refused: [] }
          : { photos: [added.photo.id], already: 0, refused: [], operation: added.operation };
      } catch (error) {
        if (!isOfTheFile(error)) throw error;
        return { photos: [], already: 0, refused: [{ name: query.name, problem: problemOf(error) }] };
      }
    }),
    answerCall(context, api.importUrls, ({ body, signal }) =>
      importUrls(project, { to: body.class, urls: body.urls, fetching: context.fetching }, signal),
    ),
    answerCall(context, api.movePhotos, async ({ body: { photos, to } }) => {
      await movePhotos(project, photos, to);
      return {};
    }),
    answerCall(context, api.removePhotos, async ({ body: { photos } }) => {
      await removePhotos(project, photos);
      return {};
    }),
    answerCall(context, api.keepPhotos, async ({ body: { photos } }) => {
      await keepPhotos(project, photos);
      return {};
    }),
    answerCall(context, api.undo, async ({ body: { operation } }) => {
      await project.takeBack(operation);
      return {};
    }),
  ];
}

const addFileName = ({ name }: { readonly name: string }): string => name;

/** A file without a class: an archive says by its folders where its photos belong, a photo does not. */
function homeless(name: string, bytes: Uint8Array): GraftError {
  if (isPictureKind(sniffImage(bytes.subarray(0, sniffedBytes)))) {
    return new GraftError('REQUEST_INVALID', 'A photo is added to a class, and the request names none.', { hint: 'Drop it onto a class.' });
  }
  return new GraftError('ARCHIVE_INVALID', `${basename(name)} is no zip or tar file, or is damaged at its start.`, {
    hint: 'Drop zip files, tar files or photos.',
  });
}
