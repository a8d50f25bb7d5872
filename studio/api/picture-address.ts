import { api, versionOf } from '../../src/studio/api.ts';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { hearing, isOfSounds } from '../state/medium.ts';
import { addressOf } from './address-of.ts';

/** A photo's file, as it is now. */
type PhotoFile = Pick<PhotoInfo, 'id' | 'modifiedMs'>;

/**
 * The address of a photo, whole or small, as its file is now: the browser keeps it, and an edited photo has another one. Of a sound it is that of
 * its spectrogram, which comes once it is known how sounds are heard.
 */
export function pictureAddress(size: 'photo' | 'thumbnail', photo: PhotoFile): string | undefined {
  if (!isOfSounds.value) return fileAddress(size, photo);
  if (hearing.value === null) return undefined;
  return addressOf(size === 'photo' ? api.spectrogram : api.thumbnail, { photo: photo.id, v: versionOf(photo, hearing.value) });
}

/** The address of a sound's file, for players. */
export function soundAddress(sound: PhotoFile): string {
  return fileAddress('photo', sound);
}

function fileAddress(size: 'photo' | 'thumbnail', photo: PhotoFile): string {
  return addressOf(api[size], { photo: photo.id, v: versionOf(photo) });
}
