import { placePicture } from '../preprocessing/place-picture.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';

/** A rectangle in pixels, not necessarily whole ones. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where the network's frame lies over a photo, in the photo's own pixels: the inverse of `placePicture`.
 *
 * With `stretch` it is the photo, with `crop` a part of it, with `pad` more than it.
 *
 * @param width Of the upright photo.
 * @param height Of the upright photo.
 */
export function frameInPhoto(width: number, height: number, frame: Pick<Preprocessing, 'width' | 'height' | 'fit'>): Rectangle {
  const { scaledWidth, scaledHeight, left, top } = placePicture(width, height, frame);
  const [across, down] = [width / scaledWidth, height / scaledHeight];
  return { left: 0 - left * across, top: 0 - top * down, width: frame.width * across, height: frame.height * down };
}
