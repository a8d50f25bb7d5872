/** A mark as pixels: where each lies from the mark's centre, and its colour, opaque. */
export interface Stamp {
  readonly across: Int16Array;
  readonly down: Int16Array;
  /** As the bytes of RGBA lie in memory. */
  readonly colours: Uint32Array;
  /** No pixel lies further from the centre. */
  readonly reach: number;
}

/** Marks to be plotted: centres in pixels of the screen, and which stamp each gets. */
export interface Marks {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly stamp: Uint16Array;
  readonly count: number;
}

/**
 * Puts marks into a picture, the later over the earlier: copies of a few stamps, pixel by pixel. Some hundred stores a mark, so that 5,000 take a
 * millisecond or two, with or without a graphics card; as many calls of a canvas take ten times that.
 */
export function plotMarks(
  pixels: Uint32Array,
  { width, height }: { readonly width: number; readonly height: number },
  { x, y, stamp, count }: Marks,
  stamps: readonly Stamp[],
): void {
  for (let mark = 0; mark < count; mark++) {
    const { across, down, colours, reach } = stamps[stamp[mark]!]!;
    const [left, top] = [Math.round(x[mark]!), Math.round(y[mark]!)];
    const isInside = left >= reach && top >= reach && left < width - reach && top < height - reach;
    if (isInside) {
      const centre = top * width + left;
      for (let at = 0; at < colours.length; at++) pixels[centre + down[at]! * width + across[at]!] = colours[at]!;
      continue;
    }
    for (let at = 0; at < colours.length; at++) {
      const [column, row] = [left + across[at]!, top + down[at]!];
      if (column >= 0 && row >= 0 && column < width && row < height) pixels[row * width + column] = colours[at]!;
    }
  }
}
