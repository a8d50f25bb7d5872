/** A picture's pixels: rows from the top, each pixel three bytes, red first. */
export interface RgbPixels {
  readonly width: number;
  readonly height: number;
  /** width * height * 3 bytes. */
  readonly data: Uint8Array;
}

/**
 * A picture whose rows are read a few at a time, so that one of a hundred megapixels is never in memory whole. A browser's
 * canvas gives its pixels so.
 */
export interface RowSource {
  readonly width: number;
  readonly height: number;
  /** Rows from `top` on, as RGBA: rows * width * 4 bytes. What is returned may be reused by the next call. */
  read(top: number, rows: number): Uint8Array | Uint8ClampedArray;
}
