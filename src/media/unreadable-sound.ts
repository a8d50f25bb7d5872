import { GraftError } from '../errors.ts';

/** The error for a sound that cannot be read, whatever the reason. @param name What the caller knows it as */
export function unreadableSound(name: string | undefined, reason: string, hint: string, cause?: unknown): GraftError {
  const message = `Cannot read ${name === undefined ? 'the sound' : `the sound ${name}`}: ${reason}.`;
  return new GraftError('SOUND_UNREADABLE', message, {
    hint,
    ...(name === undefined ? {} : { file: name }),
    ...(cause === undefined ? {} : { cause }),
  });
}
