import { GraftError } from '../errors.ts';

/** What to do about a form that is not decoded. */
export const toWav = 'Convert it to WAV, FLAC, MP3, Ogg Vorbis or Opus, or leave it out: ffmpeg -i sound.m4a sound.wav.';

/** What to do about a file that is not whole. */
export const fetchAgain = 'Fetch or copy the sound again, or leave it out.';

/** The error for a sound that cannot be read, whatever the reason. @param name What the caller knows it as */
export function unreadableSound(name: string | undefined, reason: string, hint: string, cause?: unknown): GraftError {
  const message = `Cannot read ${name === undefined ? 'the sound' : `the sound ${name}`}: ${reason}.`;
  return new GraftError('SOUND_UNREADABLE', message, {
    hint,
    ...(name === undefined ? {} : { file: name }),
    ...(cause === undefined ? {} : { cause }),
  });
}
