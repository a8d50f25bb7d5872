import type { RgbPixels, RowSource } from './rgb-pixels.ts';

/** So many bytes of a picture are read at once: few calls, and little beside a browser's own copy of the picture. */
const bytesAtOnce = 4 * 2 ** 20;

/**
 * Shrinks a picture by whole numbers: each new pixel is the mean of a block of old ones, opacity left out.
 *
 * Rounded after the columns and again after the rows, as libvips's `shrink` does. Blocks at the right and lower edge may
 * be narrower. O(width * height), and memory for no more than the result and a few rows.
 *
 * @param across Columns of a block, at least 1.
 * @param down Rows of a block, at least 1.
 */
export function shrinkRows(source: RowSource, across: number, down: number): RgbPixels {
  const width = Math.ceil(source.width / across);
  const height = Math.ceil(source.height / down);
  const data = new Uint8Array(width * height * 3);
  const sums = new Uint32Array(source.width * 3);
  const blocksAtOnce = Math.max(1, Math.floor(bytesAtOnce / (source.width * 4 * down)));
  for (let first = 0; first < height; first += blocksAtOnce) {
    const top = first * down;
    const strip = source.read(top, Math.min(blocksAtOnce * down, source.height - top));
    for (let block = first; block < Math.min(first + blocksAtOnce, height); block++) {
      const rows = Math.min(down, source.height - block * down);
      const from = (block * down - top) * source.width * 4;
      sumColumns(strip.subarray(from, from + rows * source.width * 4), rows, sums);
      meanOfBlocks(sums, across, data.subarray(block * width * 3, (block + 1) * width * 3));
    }
  }
  return { width, height, data };
}

const one = 2 ** 24;

/** 1 / count as libvips has it, in 24 bits cut off: a mean that is a whole number comes out one less for 3, 5, 6, … */
function partOf(count: number): number {
  return Math.floor(one / count);
}

/** sums[x] = round(Σ_y rgba[y][x] / rows), for the three colours. */
function sumColumns(rgba: Uint8Array | Uint8ClampedArray, rows: number, sums: Uint32Array): void {
  const columns = sums.length / 3;
  sums.fill(rows >> 1); // half a unit, so that the division below rounds
  const part = partOf(rows);
  let from = 0;
  for (let row = 0; row < rows; row++) {
    for (let to = 0; to < columns * 3; to += 3) {
      sums[to]! += rgba[from]!;
      sums[to + 1]! += rgba[from + 1]!;
      sums[to + 2]! += rgba[from + 2]!;
      from += 4;
    }
  }
  if (rows > 1) for (let i = 0; i < sums.length; i++) sums[i] = (sums[i]! * part) / one; // stored without its fraction
}

/** row[x] = round(Σ means[across * x + i] / across): blocks of columns, the last may be narrower. */
function meanOfBlocks(means: Uint32Array, across: number, row: Uint8Array): void {
  let part = partOf(across);
  for (let to = 0; to < row.length; to += 3) {
    const from = to * across;
    const count = Math.min(across, (means.length - from) / 3);
    if (count < across) part = partOf(count);
    for (let colour = 0; colour < 3; colour++) {
      let sum = count >> 1;
      for (let i = 0; i < count; i++) sum += means[from + 3 * i + colour]!;
      row[to + colour] = (sum * part) / one;
    }
  }
}
