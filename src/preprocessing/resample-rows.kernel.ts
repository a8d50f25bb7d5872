import type { RgbPixels } from './rgb-pixels.ts';

/** For each new place along a side: the old places that it is made of, and how much of each. */
interface Taps {
  /** How many old places make a new one: an even number, the last share may be 0. */
  readonly count: number;
  /** new * count places. */
  readonly places: Int32Array;
  /** new * count shares; those of one new place sum to 1. */
  readonly shares: Float32Array;
}

/** Where new places lie among old ones: place x around `origin` + x * `step`, counted from the first old pixel's centre. */
export interface Lattice {
  /** New places along the side. */
  readonly places: number;
  /** Old places to a new one. */
  readonly step: number;
  readonly origin: number;
}

/**
 * Makes a picture's pixels anew at other places, bilinearly with antialiasing: first down the columns, then along the rows,
 * rounded to whole levels at the end.
 *
 * The weight of the old place i in the new place around c is a triangle, max(0, 1 - |i - c| / r). Where the step is up to 1,
 * r is 1: plain bilinear interpolation. Where it is larger, the triangle widens to r = step, so that it covers every old
 * place. Past an edge, the edge goes on. O(new places * taps).
 *
 * @param columns Where the new columns lie among the old ones.
 * @param rows Where the new rows lie among the old ones.
 */
export function resampleRows(picture: RgbPixels, columns: Lattice, rows: Lattice): RgbPixels {
  const [width, height] = [columns.places, rows.places];
  const [across, down] = [tapsOf(picture.width, columns), tapsOf(picture.height, rows)];
  const rowBytes = picture.width * 3;
  // Only the old columns that are asked for: a strip of 65,535 x 300 pixels, cropped, would else cost as much as all of it.
  const [first, past] = [across.places[0]! * 3, (across.places.at(-1)! + 1) * 3];
  const columnsFrom = across.places.map((place) => place * 3 - first);
  // One row at a time, so that what is summed up stays in the processor's nearest cache.
  const sums = new Float32Array(past - first);
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let tap = row * down.count; tap < (row + 1) * down.count; tap += 2) {
      const [one, other] = [down.places[tap]! * rowBytes + first, down.places[tap + 1]! * rowBytes + first];
      addRows(picture.data, [one, other], [down.shares[tap]!, down.shares[tap + 1]!], sums, tap === row * down.count);
    }
    spread(sums, columnsFrom, across, data.subarray(row * width * 3, (row + 1) * width * 3));
  }
  return { width, height, data };
}

/** Adds two rows, each times its share, to the sums, or begins these with them; each is rounded to float32 as it is added. */
function addRows(data: Uint8Array, [one, other]: Pair, [share, otherShare]: Pair, sums: Float32Array, begins: boolean): void {
  if (begins) for (let i = 0; i < sums.length; i++) sums[i] = Math.fround(share * data[one + i]!) + otherShare * data[other + i]!;
  else for (let i = 0; i < sums.length; i++) sums[i] = Math.fround(sums[i]! + share * data[one + i]!) + otherShare * data[other + i]!;
}

/** A row of pixels, from the sums over the old columns; half a level is added, as a typed array cuts off what is behind the point. */
function spread(sums: Float32Array, from: Int32Array, { count, shares }: Taps, pixels: Uint8Array): void {
  for (let to = 0, tap = 0; to < pixels.length; to += 3) {
    let red = 0.5;
    let green = 0.5;
    let blue = 0.5;
    for (const past = tap + count; tap < past; tap += 2) {
      const one = from[tap]!;
      const other = from[tap + 1]!;
      const share = shares[tap]!;
      const otherShare = shares[tap + 1]!;
      red = red + share * sums[one]! + otherShare * sums[other]!;
      green = green + share * sums[one + 1]! + otherShare * sums[other + 1]!;
      blue = blue + share * sums[one + 2]! + otherShare * sums[other + 2]!;
    }
    pixels[to] = red;
    pixels[to + 1] = green;
    pixels[to + 2] = blue;
  }
}

type Pair = readonly [number, number];

function tapsOf(oldSide: number, { places: newSide, step, origin }: Lattice): Taps {
  const radius = Math.max(1, step);
  const count = 2 * Math.ceil(radius); // as many whole numbers as lie within the triangle, made even: they are taken in pairs
  const places = new Int32Array(newSide * count);
  const shares = new Float32Array(newSide * count);
  for (let place = 0; place < newSide; place++) {
    const centre = origin + place * step;
    const first = Math.floor(centre - radius) + 1;
    let sum = 0;
    for (let tap = 0; tap < count; tap++) sum += Math.max(0, 1 - Math.abs(first + tap - centre) / radius);
    for (let tap = 0; tap < count; tap++) {
      places[place * count + tap] = Math.min(Math.max(first + tap, 0), oldSide - 1);
      shares[place * count + tap] = Math.max(0, 1 - Math.abs(first + tap - centre) / radius) / sum;
    }
  }
  return { count, places, shares };
}
