import { thumbnailSide } from './look.ts';

/** A thumbnail in one of its eight orientations: bit 0 mirrors left and right, bit 1 top and bottom, bit 2 transposes first. */
export function turnThumbnail(thumbnail: Uint8Array, orientation: number): Uint8Array {
  if (orientation === 0) return thumbnail;
  const last = thumbnailSide - 1;
  return Uint8Array.from(thumbnail, (_, at) => {
    const y = orientation & 2 ? last - Math.floor(at / thumbnailSide) : Math.floor(at / thumbnailSide);
    const x = orientation & 1 ? last - (at % thumbnailSide) : at % thumbnailSide;
    return thumbnail[orientation & 4 ? x * thumbnailSide + y : y * thumbnailSide + x] ?? 0;
  });
}
