import { GraftError } from '../../errors.ts';
import { encodeImage } from '../../media/encode-image.ts';
import { readImageFile } from '../../media/read-image-file.ts';
import { viewImage } from '../../media/view-image.ts';
import { type FileKind, sniffedBytes, sniffImage } from '../../pictures/sniff-image.ts';
import type { Route } from '../../server/server-context.ts';
import { type SoundKind, sniffedSoundBytes, sniffSound } from '../../sounds/sniff-sound.ts';
import { answerCall } from '../answer-call.ts';
import { api, versionOf } from '../api.ts';
import { hearingOf } from '../describe-state.ts';
import type { PhotoEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';
import { Thumbnails } from '../project/thumbnails.ts';
import type { StudioContext } from '../studio-context.ts';
import { sendRange } from './send-range.ts';

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

const soundTypes: Partial<Record<SoundKind, string>> = {
  wav: 'audio/wav',
  flac: 'audio/flac',
  mp3: 'audio/mpeg',
  vorbis: 'audio/ogg',
  opus: 'audio/ogg',
};

/** Of a spectrogram that is shown large, in pixels. */
const largeSide = 512;

/** The photos themselves, small and whole. */
export function pictureRoutes(context: StudioContext): readonly Route[] {
  const { project, trainer } = context;
  const thumbnails = new Thumbnails(project.places.thumbnails);
  return [
    answerCall(context, api.thumbnail, async ({ query, signal }) => {
      const photo = photoOf(project, query.photo);
      const isThatVersion = query.v === versionOf(photo, hearingOf(trainer));
      return picture(await thumbnails.of(photo, trainer.sound, signal), 'image/webp', isThatVersion);
    }),
    answerCall(context, api.spectrogram, async ({ query, signal }) => {
      const photo = photoOf(project, query.photo);
      const { sound } = trainer;
      const isThatVersion = query.v === versionOf(photo, hearingOf(trainer));
      const { pixels } = await viewImage(photo.path, { longestSide: largeSide, sound, signal });
      return picture(await encodeImage(pixels, { format: 'webp' }), 'image/webp', isThatVersion);
    }),
    answerCall(context, api.photo, async ({ query, signal, request }) => {
      const photo = photoOf(project, query.photo);
      const bytes = await readImageFile(photo.path, signal);
      const isThatVersion = query.v === versionOf(photo);
      const sound = soundTypes[sniffSound(bytes.subarray(0, sniffedSoundBytes)) ?? 'aiff'];
      if (sound !== undefined) return sendRange(owned(bytes), request.req.header('range'), headersOf(sound, isThatVersion));
      const type = types[sniffImage(bytes.subarray(0, sniffedBytes))] ?? 'application/octet-stream';
      return picture(bytes, type, isThatVersion);
    }),
  ];
}

/** A photo by its id. @throws `INVALID_ARGUMENT` for one that is gone */
export function photoOf(project: Project, id: string): PhotoEntry {
  const found = project.photos.get(id);
  if (found !== undefined) return found;
  throw new GraftError('INVALID_ARGUMENT', 'That photo is gone.', { hint: 'It was removed meanwhile; it may lie in the trash.' });
}

function picture(bytes: Uint8Array, type: string, isThatVersion: boolean): Response {
  return new Response(owned(bytes), { headers: headersOf(type, isThatVersion) });
}

/** What was read from a file or encoded is no shared memory. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;

/** A photo is a stranger's file: an SVG among them may hold scripts, which must not run as though they were Studio's. */
function headersOf(type: string, isThatVersion: boolean): Readonly<Record<string, string>> {
  return {
    'content-type': type,
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': isThatVersion ? forever : 'no-store',
  };
}
