import type { Preprocessing } from './preprocessing.ts';
import { type Lattice, resampleRows } from './resample-rows.kernel.ts';
import type { RgbPixels, RowSource } from './rgb-pixels.ts';
import { shrinkRows } from './shrink-rows.kernel.ts';

/** The part of one side of a scaled picture that is wanted. */
export interface Span {
  readonly from: number;
  readonly length: number;
}

/** One side of a picture: how long it is, how long it is to be, and which part of that is wanted. */
interface Side {
  readonly old: number;
  readonly scaled: number;
  readonly wanted: Span;
}

/**
 * Scales a picture as `bilinear-antialiased` says; where it shrinks, as libvips does, so that a browser, which has no libvips,
 * sees the same pixels.
 *
 * A side that shrinks to less than half is first shrunk by a whole number, block by block, so that the triangle that does
 * the rest covers two to four pixels to each side: libvips's default, and what makes large photos quick.
 *
 * Where a side is enlarged, the centres of old and new pixels meet. libvips puts new place x at x * step - ½ instead, half an
 * old pixel up and left of that, and that on both sides, also on one that keeps its size; models whose preprocessing is of
 * version 1 have learned from such pixels.
 *
 * @param source Rows to be read, or pixels that are in memory already, which are not shrunk block by block.
 * @param version Of the preprocessing.
 * @param width Of the whole scaled picture, in pixels.
 * @param height Of the whole scaled picture, in pixels.
 * @param wanted The part of it that is computed. @default all
 */
export function resizePicture(
  source: RowSource | RgbPixels,
  width: number,
  height: number,
  version: Preprocessing['version'],
  wanted: { readonly columns: Span; readonly rows: Span } = { columns: { from: 0, length: width }, rows: { from: 0, length: height } },
): RgbPixels {
  const across: Side = { old: source.width, scaled: width, wanted: wanted.columns };
  const down: Side = { old: source.height, scaled: height, wanted: wanted.rows };
  const inMemory = 'data' in source;
  const [columns, rows] = inMemory ? [1, 1] : [wholeFactor(across), wholeFactor(down)];
  const shrunk = inMemory ? source : shrinkRows(source, columns, rows);
  if (version > 1 || (width <= source.width && height <= source.height)) {
    return resampleRows(shrunk, within(across, centred(across, columns)), within(down, centred(down, rows)));
  }
  const reduced = resampleRows(shrunk, reducing(across, columns), reducing(down, rows));
  return resampleRows(reduced, within(across, cornered(reduced.width, width)), within(down, cornered(reduced.height, height)));
}

/** By how much to shrink in whole blocks. */
function wholeFactor({ old, scaled }: Side): number {
  return Math.max(1, Math.floor(old / scaled / 2));
}

/** The old and the new side begin and end at the same places, and so the centres of both meet. */
function centred({ old, scaled }: Side, shrunkBy: number): Lattice {
  const step = old / scaled / shrunkBy;
  return { places: scaled, step, origin: (step - 1) / 2 };
}

/** The same, but a side that is to be enlarged stays as it is. */
function reducing(side: Side, shrunkBy: number): Lattice {
  return side.scaled >= side.old ? { places: side.old, step: 1, origin: 0 } : centred(side, shrunkBy);
}

function cornered(old: number, scaled: number): Lattice {
  return { places: scaled, step: old / scaled, origin: -0.5 };
}

function within({ wanted }: Side, { step, origin }: Lattice): Lattice {
  return { places: wanted.length, step, origin: origin + wanted.from * step };
}
