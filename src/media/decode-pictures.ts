import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { type DecodedPicture, decodeImage, decodePicture } from './decode-image.ts';
import { type DecodeWindowsOptions, decodeWindows, loudestOf } from './decode-windows.ts';
import { type ImageInput, imageSource } from './image-input.ts';
import { readEncoded } from './read-encoded.ts';

/** A file as a network's pictures: of a photo one, of a sound one for each window. */
export interface DecodedPictures extends DecodedPicture {
  /** Each height * width * 3 bytes. `pixels` is the one that stands for all: a sound's loudest. */
  readonly pictures: readonly Uint8Array[];
}

/** What a file is called, what a sound may cost, and whether it is measured. */
export type DecodePicturesOptions = Pick<DecodeWindowsOptions, 'file' | 'maxSeconds' | 'measured' | 'signal'>;

/**
 * Decodes the bytes of a file into as many pictures as the network is to look at: what is said of them is then pooled.
 *
 * @throws as `decodeImage` and `decodeWindows`
 */
export async function decodePictures(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  options: DecodePicturesOptions = {},
): Promise<DecodedPictures> {
  if (preprocessing.sound === undefined) {
    const picture = await decodePicture(bytes, preprocessing, options);
    return { ...picture, pictures: [picture.pixels] };
  }
  const { windows, facts } = await decodeWindows(bytes, preprocessing, options);
  return { pixels: loudestOf(windows).pixels, facts, pictures: windows.map(({ pixels }) => pixels) };
}

/** Like {@link decodePictures} for whatever a picture or sound may come as; of pixels, themselves. */
export async function decodeInputs(input: ImageInput, preprocessing: Preprocessing, signal?: AbortSignal): Promise<readonly Uint8Array[]> {
  const source = preprocessing.sound === undefined ? undefined : imageSource(input);
  if (source === undefined || source.kind === 'pixels') return [await decodeImage(input, preprocessing, { signal })];
  const bytes = await readEncoded(source, signal);
  const file = source.kind === 'file' ? source.path : undefined;
  return (await decodePictures(bytes, preprocessing, { file, signal })).pictures;
}
