import { basename } from 'node:path';
import { GraftError } from '../../errors.ts';
import { decodeImage } from '../../media/decode-image.ts';
import { decodeSound } from '../../media/decode-sound.ts';
import { isPictureKind, sniffedBytes, sniffImage } from '../../pictures/sniff-image.ts';
import { definePreprocessing } from '../../preprocessing/preprocessing.ts';
import { sniffedSoundBytes, sniffSound } from '../../sounds/sniff-sound.ts';
import { sha256 } from '../../storage/sha256.ts';
import { photoFileName } from '../project/photo-file-name.ts';

/** What a picture is decoded to when it comes, to see that it can be: small, as only the failure matters. */
const trial = definePreprocessing({ width: 32, height: 32 });

/** What is known of a photo before it is put anywhere. */
export interface CheckedPhoto {
  /** What its file is to be called. */
  readonly name: string;
  readonly sha256: string;
}

/**
 * Decodes a photo or a sound that came from somewhere, before it is believed to be one.
 *
 * @param sent What its sender calls it.
 * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `SOUND_UNREADABLE`, `SOUND_TOO_LONG`
 */
export async function checkPhoto(bytes: Uint8Array, sent: string, signal?: AbortSignal): Promise<CheckedPhoto> {
  const file = basename(sent);
  if (sniffSound(bytes.subarray(0, sniffedSoundBytes)) !== undefined) {
    const { kind: soundKind } = await decodeSound(bytes, { file, signal });
    return { name: photoFileName(sent, soundKind), sha256: sha256(bytes) };
  }
  await decodeImage(bytes, trial, { file, signal }); // says what it is where it is no picture
  const kind = sniffImage(bytes.subarray(0, sniffedBytes));
  if (!isPictureKind(kind)) throw new GraftError('IMAGE_UNREADABLE', `${file} is no picture that Graft reads.`, { hint: pictureHint });
  return { name: photoFileName(sent, kind), sha256: sha256(bytes) };
}

/** What can be done about a file that is no photo. */
export const pictureHint = 'Add photos as JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG.';
