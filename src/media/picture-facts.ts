import type { SoundFacts } from '../sounds/sound-facts.ts';

/** What a picture's file says of it; of a sound's, the size is that of its windows' pictures. */
export interface PictureFacts {
  /** In pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** As sharp names it: `jpeg`, `png`, `heif`, … */
  readonly format: string;
  /** EXIF's orientation, 1 (as stored) to 8. */
  readonly orientation: number;
  /** The camera's make and model by EXIF; empty where the file says nothing. */
  readonly camera: string;
  /** What a recording is like, where that was asked for. */
  readonly sound?: SoundFacts | undefined;
}
