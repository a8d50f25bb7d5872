import type { Rectangle } from './frame-in-photo.ts';
import type { PlaneMap } from './spread-map.ts';

/** An RGB picture: height * width * 3 bytes, rows from the top. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Evidence for: orange. Against: blue. Told apart by every common kind of colour blindness, and by lightness on grey. */
export const evidenceColours = { for: [255, 140, 0], against: [0, 104, 255] } as const;

/** How much of the colour of a photo is left under the evidence, so that no colour of the photo passes for evidence. */
const colourKept = 0.25;

/** How much darker it is where the network did not look. */
const dimmed = 0.65;

/** How opaque the strongest evidence is. */
const strongest = 0.75;

/** What is painted, and where. */
export interface PaintOptions {
  readonly map: PlaneMap;
  /** Where the map lies, in the picture's pixels; see `frameInPhoto`. What is outside was not seen, and is dimmed. */
  readonly frame: Rectangle;
  /** The evidence that gets the strongest colour. @default the strongest in the map */
  readonly full?: number | undefined;
}

/**
 * Paints a map of evidence over a picture: orange where it speaks for a class, blue where it speaks against, the more
 * the stronger. The picture's own colours are muted, and what the network did not see is dimmed.
 *
 * @returns RGB, of the picture's size.
 */
export function paintEvidence({ width, height, data }: RgbPicture, options: PaintOptions): Uint8Array {
  const painted = new Uint8Array(width * height * 3);
  eachPaint({ width, height }, options, (pixel, paint) => {
    const at = 3 * pixel;
    const grey = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
    for (let channel = 0; channel < 3; channel++) {
      const muted = grey + colourKept * ((data[at + channel] ?? 0) - grey);
      const under = paint === undefined ? muted * (1 - dimmed) : muted;
      painted[at + channel] = Math.round(under + (paint?.opacity ?? 0) * ((paint?.colour[channel] ?? 0) - under));
    }
  });
  return painted;
}

/**
 * The same colours alone, to be laid over a picture of whatever size that somebody else draws (and mutes).
 *
 * @returns RGBA, not premultiplied, of the size that is asked for.
 */
export function paintOverlay(size: Pick<RgbPicture, 'width' | 'height'>, options: PaintOptions): Uint8Array {
  const painted = new Uint8Array(size.width * size.height * 4);
  eachPaint(size, options, (pixel, paint) => {
    painted.set(paint?.colour ?? [0, 0, 0], 4 * pixel);
    painted[4 * pixel + 3] = Math.round(255 * (paint?.opacity ?? dimmed));
  });
  return painted;
}

/** What is laid on one pixel. */
interface Paint {
  readonly colour: readonly [number, number, number];
  readonly opacity: number;
}

/** Goes over all pixels; where the network did not look there is no paint. */
function eachPaint(
  { width, height }: Pick<RgbPicture, 'width' | 'height'>,
  { map, frame, full = strongestIn(map) }: PaintOptions,
  visit: (pixel: number, paint: Paint | undefined) => void,
): void {
  for (let y = 0; y < height; y++) {
    const mapY = ((y + 0.5 - frame.top) / frame.height) * map.height;
    for (let x = 0; x < width; x++) {
      const mapX = ((x + 0.5 - frame.left) / frame.width) * map.width;
      const seen = mapX >= 0 && mapY >= 0 && mapX < map.width && mapY < map.height;
      const value = seen ? (map.data[Math.floor(mapY) * map.width + Math.floor(mapX)] ?? 0) / full : 0;
      const opacity = strongest * Math.min(1, Math.abs(value)) ** 0.8;
      visit(y * width + x, seen ? { colour: value >= 0 ? evidenceColours.for : evidenceColours.against, opacity } : undefined);
    }
  }
}

/** The largest absolute value, or 1 where all is 0. */
function strongestIn({ data }: PlaneMap): number {
  let most = 0;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most === 0 ? 1 : most;
}
