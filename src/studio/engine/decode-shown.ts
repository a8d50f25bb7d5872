import { decodePicture } from '../../media/decode-image.ts';
import { type DecodedPictures, decodePictures } from '../../media/decode-pictures.ts';
import type { Preprocessing } from '../../preprocessing/preprocessing.ts';

/** What is shown, and how large it may be. */
export interface DecodeShownOptions {
  /** Of a picture. */
  readonly maxPixels: number;
  readonly file?: string | undefined;
  readonly signal: AbortSignal;
}

/** Decodes what is shown to a classifier: a picture, or a sound for one of sounds. @throws as `decodePicture` and `decodePictures` */
export async function decodeShown(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  { maxPixels, file, signal }: DecodeShownOptions,
): Promise<DecodedPictures> {
  if (preprocessing.sound !== undefined) return await decodePictures(bytes, preprocessing, { file, signal });
  const picture = await decodePicture(bytes, preprocessing, { maxPixels, signal, ...(file === undefined ? {} : { file }) });
  return { ...picture, pictures: [picture.pixels] };
}
