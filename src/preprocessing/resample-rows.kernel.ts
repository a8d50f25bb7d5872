import type { RgbPixels } from './rgb-pixels.ts';

/** For each new place along a side: the old places that it is made of, and how much of each. */
interface Taps {
  /** How many old places make a new one. */
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
  const scaledDown = new Float32Array(height * (past - first));
  for (let row = 0; row < height; row++) {
    const sums = scaledDown.subarray(row * (past - first), (row + 1) * (past - first));
    for (let tap = 0; tap < down.count; tap++) {
      const share = down.shares[row * down.count + tap]!;
      if (share === 0) continue;
      const from = down.places[row * down.count + tap]! * rowBytes + first;
      for (let i = 0; i < sums.length; i++) sums[i]! += share * picture.data[from + i]!;
    }
  }
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let [red, green, blue] = [0.5, 0.5, 0.5]; // cut off below, so that this rounds
      for (let tap = column * across.count; tap < (column + 1) * across.count; tap++) {
        const share = across.shares[tap]!;
        const from = row * (past - first) + across.places[tap]! * 3 - first;
        red += share * scaledDown[from]!;
        green += share * scaledDown[from + 1]!;
        blue += share * scaledDown[from + 2]!;
      }
      const to = (row * width + column) * 3;
      data[to] = red;
      data[to + 1] = green;
      data[to + 2] = blue;
    }
  }
  return { width, height, data };
}

function tapsOf(oldSide: number, { places: newSide, step, origin }: Lattice): Taps {
  const radius = Math.max(1, step);
  const count = Math.ceil(2 * radius); // so many whole numbers lie within the triangle at most
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
