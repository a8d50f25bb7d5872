import { invalidArgument } from '../errors.ts';
import type { Preprocessing } from './preprocessing.ts';

/** Where a picture comes to lie in its frame, in whole pixels. */
export interface Placement {
  /** The picture is scaled to this size. */
  readonly scaledWidth: number;
  readonly scaledHeight: number;
  /** Its upper left corner in the frame: negative where the picture sticks out and is cut, positive where bars are left. */
  readonly left: number;
  readonly top: number;
}

/**
 * Says how a picture is scaled and where it lies in the frame: all the arithmetic of `fit`.
 *
 * One scale holds for both sides with `crop` (the larger, so that the frame is full) and `pad` (the smaller, so that all
 * is seen); sides are rounded to whole pixels, and what is left over is halved, the odd pixel going right and down.
 *
 * @param width Of the upright picture, in pixels.
 * @param height Of the upright picture, in pixels.
 * @throws `INVALID_ARGUMENT` when a side is not a whole number of at least 1.
 */
export function placePicture(width: number, height: number, frame: Pick<Preprocessing, 'width' | 'height' | 'fit'>): Placement {
  for (const [name, side] of Object.entries({ width, height })) {
    if (!Number.isInteger(side) || side < 1) throw invalidArgument(`the picture's ${name}`, 'a whole number of at least 1', side);
  }
  if (frame.fit === 'stretch') return { scaledWidth: frame.width, scaledHeight: frame.height, left: 0, top: 0 };
  const scales = [frame.width / width, frame.height / height];
  const scale = frame.fit === 'crop' ? Math.max(...scales) : Math.min(...scales);
  const scaledWidth = Math.max(1, Math.round(width * scale));
  const scaledHeight = Math.max(1, Math.round(height * scale));
  // `|| 0` turns the -0 of a cut of nothing into 0.
  const left = Math.trunc((frame.width - scaledWidth) / 2) || 0;
  const top = Math.trunc((frame.height - scaledHeight) / 2) || 0;
  return { scaledWidth, scaledHeight, left, top };
}
