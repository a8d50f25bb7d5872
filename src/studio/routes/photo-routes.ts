import { GraftError } from '../../errors.ts';
import type { Route } from '../../server/server-context.ts';
import { answerCall } from '../answer-call.ts';
import { api } from '../api.ts';
import { addPhoto } from '../operations/add-photo.ts';
import { keepPhotos } from '../operations/keep-photos.ts';
import { movePhotos } from '../operations/move-photos.ts';
import { removePhotos } from '../operations/remove-photos.ts';
import { problemOf } from '../problem-of.ts';
import type { StudioContext } from '../studio-context.ts';

/** Adding, moving, removing and keeping photos. */
export function photoRoutes(context: StudioContext): readonly Route[] {
  const { project } = context;
  return [
    answerCall(context, api.addFile, async ({ query, body, signal }) => {
      const to = query.class;
      if (to === undefined) {
        throw new GraftError('REQUEST_INVALID', 'A photo is added to a class, and the request names none.', {
          hint: 'Drop it onto a class.',
        });
      }
      try {
        const added = await addPhoto(project, to, query.name, body, signal);
        return added.outcome === 'already'
          ? { photos: [], already: 1, refused: [] }
          : { photos: [added.photo.id], already: 0, refused: [], operation: added.operation };
      } catch (error) {
        if (!(error instanceof GraftError) || !ofThePhoto.has(error.code)) throw error;
        return { photos: [], already: 0, refused: [{ name: query.name, problem: problemOf(error) }] };
      }
    }),
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

/** Faults of the photo itself: told beside what became of the others. */
const ofThePhoto: ReadonlySet<string> = new Set(['IMAGE_UNREADABLE', 'IMAGE_TOO_LARGE']);
