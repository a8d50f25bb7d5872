import { GraftError } from '../../errors.ts';
import { readImageFile } from '../../media/read-image-file.ts';
import { type FileKind, sniffedBytes, sniffImage } from '../../pictures/sniff-image.ts';
import type { Route } from '../../server/server-context.ts';
import { answerCall } from '../answer-call.ts';
import { api, versionOf } from '../api.ts';
import type { PhotoEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';
import { Thumbnails } from '../project/thumbnails.ts';
import type { StudioContext } from '../studio-context.ts';

/** An address that says when the file was written: another file has another one. */
const forever = 'private, max-age=31536000, immutable';

const types: Partial<Record<FileKind, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  tiff: 'image/tiff',
};

/** The photos themselves, small and whole. */
export function pictureRoutes(context: StudioContext): readonly Route[] {
  const { project } = context;
  const thumbnails = new Thumbnails(project.places.thumbnails);
  return [
    answerCall(context, api.thumbnail, async ({ query, signal }) => {
      const photo = photoOf(project, query.photo);
      return picture(await thumbnails.of(photo, signal), 'image/webp', query.v === versionOf(photo));
    }),
    answerCall(context, api.photo, async ({ query, signal }) => {
      const photo = photoOf(project, query.photo);
      const bytes = await readImageFile(photo.path, signal);
      const type = types[sniffImage(bytes.subarray(0, sniffedBytes))] ?? 'application/octet-stream';
      return picture(bytes, type, query.v === versionOf(photo));
    }),
  ];
}

/** A photo by its id. @throws `INVALID_ARGUMENT` for one that is gone */
export function photoOf(project: Project, id: string): PhotoEntry {
  const found = project.photos.get(id);
  if (found !== undefined) return found;
  throw new GraftError('INVALID_ARGUMENT', 'That photo is gone.', { hint: 'It was removed meanwhile; it may lie in the trash.' });
}

/** A photo is a stranger's file: an SVG among them may hold scripts, which must not run as though they were Studio's. */
function picture(bytes: Uint8Array, type: string, isThatVersion: boolean): Response {
  const headers = {
    'content-type': type,
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': isThatVersion ? forever : 'no-store',
  };
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers }); // what was read from a file is no shared memory
}
