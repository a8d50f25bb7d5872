import { api, versionOf } from '../../src/studio/api.ts';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { addressOf } from './address-of.ts';

/** The address of a photo, whole or small, as its file is now: the browser keeps it, and an edited photo has another one. */
export function pictureAddress(size: 'photo' | 'thumbnail', photo: Pick<PhotoInfo, 'id' | 'modifiedMs'>): string {
  return addressOf(api[size], { photo: photo.id, v: versionOf(photo) });
}
