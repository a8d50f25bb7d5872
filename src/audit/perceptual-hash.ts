import { invalidArgument } from '../errors.ts';
import { median } from '../tensor/median.ts';
import { thumbnailSide } from './look.ts';

/** The ways in which a picture can lie: as it is, mirrored, turned, or both; the first is as it is. */
export const orientations = 8;

/** Rows and columns of the lowest frequencies that are hashed. */
const frequencies = 8;

/** cos(π(x + ½)u / 32): row u, column x. */
const cosines = Float64Array.from({ length: frequencies * thumbnailSide }, (_, i) =>
  Math.cos((Math.PI * ((i % thumbnailSide) + 0.5) * Math.floor(i / thumbnailSide)) / thumbnailSide),
);

/**
 * The perceptual hash of a picture, in each of its eight orientations: alike pictures have hashes that differ in few bits.
 *
 * C. Zauner, Implementation and benchmarking of perceptual image hash functions, Hagenberg 2010, §3.2.1 (the DCT hash):
 * the discrete cosine transform of a picture of 32 x 32, of which the 8 x 8 lowest frequencies, each compared with their
 * median. Here the mean (frequency 0, 0) is left out, and its bit is 0.
 *
 * One transform serves all orientations: mirroring a picture negates the odd frequencies, a transposition exchanges rows
 * with columns, and all eight are made of these.
 *
 * @param thumbnail 32 x 32 grey values, rows from the top.
 * @returns 16 numbers: the low and the high 32 bits of each hash.
 */
export function perceptualHashes(thumbnail: Uint8Array): Int32Array {
  if (thumbnail.length !== thumbnailSide ** 2)
    throw invalidArgument('thumbnail', `${thumbnailSide} x ${thumbnailSide} bytes`, thumbnail.length);
  const spectrum = lowFrequencies(thumbnail);
  const hashes = new Int32Array(2 * orientations);
  const turned = new Float64Array(spectrum.length);
  for (let orientation = 0; orientation < orientations; orientation++) {
    turnInto(spectrum, orientation, turned);
    const middle = median(turned.subarray(1));
    for (const [bit, value] of turned.entries()) {
      if (bit > 0 && value > middle) hashes[2 * orientation + (bit >> 5)] = (hashes[2 * orientation + (bit >> 5)] ?? 0) | (1 << (bit & 31));
    }
  }
  return hashes;
}

/** The 8 x 8 lowest frequencies of a picture's discrete cosine transform (type II, without its factors): row v, column u. */
function lowFrequencies(thumbnail: Uint8Array): Float64Array {
  const side = thumbnailSide;
  const rows = new Float64Array(side * frequencies); // each row of the picture transformed
  for (let y = 0; y < side; y++) {
    for (let u = 0; u < frequencies; u++) {
      let sum = 0;
      for (let x = 0; x < side; x++) sum += (thumbnail[y * side + x] ?? 0) * (cosines[u * side + x] ?? 0);
      rows[y * frequencies + u] = sum;
    }
  }
  const spectrum = new Float64Array(frequencies * frequencies);
  for (let v = 0; v < frequencies; v++) {
    for (let u = 0; u < frequencies; u++) {
      let sum = 0;
      for (let y = 0; y < side; y++) sum += (rows[y * frequencies + u] ?? 0) * (cosines[v * side + y] ?? 0);
      spectrum[v * frequencies + u] = sum;
    }
  }
  return spectrum;
}

/** The spectrum of the picture in one of its orientations: bit 0 mirrors left and right, bit 1 top and bottom, bit 2 transposes. */
function turnInto(spectrum: Float64Array, orientation: number, turned: Float64Array): void {
  for (let v = 0; v < frequencies; v++) {
    for (let u = 0; u < frequencies; u++) {
      const value = spectrum[orientation & 4 ? u * frequencies + v : v * frequencies + u] ?? 0;
      const negated = (orientation & 1 && u & 1 ? 1 : 0) ^ (orientation & 2 && v & 1 ? 1 : 0);
      turned[v * frequencies + u] = negated ? -value : value;
    }
  }
}
