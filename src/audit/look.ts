import type { SoundFacts } from '../sounds/sound-facts.ts';

/**
 * What a photo looks like, in a kilobyte: enough to tell its copies, and blank, dark, blurred and tiny photos, without the
 * photo. Measured in the same pass as the features and kept beside them.
 */
export interface Look extends PixelLook, FileFacts {}

/** What is measured on a photo's pixels, stretched to the size that the network reads. */
export interface PixelLook {
  /** The photo in grey, {@link thumbnailSide} x {@link thumbnailSide}, rows from the top: means of luma over the cells of a grid. */
  readonly thumbnail: Uint8Array;
  /** Mean luma, 0 (black) to 255 (white). */
  readonly brightness: number;
  /** Standard deviation of the luma. */
  readonly contrast: number;
  /** The luma below which a twentieth of the pixels lie. */
  readonly darkest: number;
  /** The luma above which a twentieth of the pixels lie. */
  readonly brightest: number;
  /** The variance of the luma's Laplacian: little where nothing is sharp. */
  readonly sharpness: number;
  /** The mean colour of the outermost thirty-second on each side, RGB, 0 to 255. */
  readonly border: readonly [red: number, green: number, blue: number];
}

/** What is known of a photo's file. */
export interface FileFacts {
  /** In pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** Of the file, in bytes. */
  readonly bytes: number;
  readonly format: string;
  /** EXIF's orientation, 1 (as stored) to 8; 1 where the file says nothing. */
  readonly orientation: number;
  /** The camera's make and model by EXIF; empty where the file says nothing. */
  readonly camera: string;
  /** What a recording is like; undefined of photos. The rest of its look is that of its loudest window's spectrogram. */
  readonly sound?: SoundFacts | undefined;
}

/** The side of a look's thumbnail, in cells. */
export const thumbnailSide = 32;
