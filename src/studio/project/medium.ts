import { basename } from 'node:path';
import { isSoundName } from '../../datasets/sound-names.ts';
import { GraftError } from '../../errors.ts';
import type { Medium } from '../../medium.ts';

export type { Medium } from '../../medium.ts';

/** What a file is by its name. */
export function mediumOf(path: string): Medium {
  return isSoundName(path) ? 'sounds' : 'photos';
}

/** What most of some files are; undefined where there are none. */
export function mainMedium(paths: Iterable<string>): Medium | undefined {
  const counts = { photos: 0, sounds: 0 };
  for (const path of paths) counts[mediumOf(path)] += 1;
  if (counts.photos === 0 && counts.sounds === 0) return undefined;
  return counts.sounds > counts.photos ? 'sounds' : 'photos';
}

/** Why a file of the other medium takes no part. */
export const otherMediumReasons: Readonly<Record<Medium, string>> = {
  photos: 'it is a photo, and this project is of sounds',
  sounds: 'it is a sound, and this project is of photos',
};

/** For a file that is a photo in a project of sounds, or the other way round. */
export function otherMedium(path: string): GraftError {
  return new GraftError('DATASET_INVALID', `${basename(path)} was not taken: ${otherMediumReasons[mediumOf(path)]}.`, {
    hint: 'A classifier is of photos or of sounds: start Studio on another folder for these.',
  });
}
