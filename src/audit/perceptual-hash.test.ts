import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../tensor/random.ts';
import { closeHashPairs } from './close-hashes.kernel.ts';
import { orientations, perceptualHashes } from './perceptual-hash.ts';
import { turnThumbnail } from './turn-thumbnail.ts';

const side = 32;

/** Soft shapes, as photos have, without symmetry. */
function picture(seed: number): Uint8Array {
  const random = seededRandom(seed);
  const waves = Array.from({ length: 12 }, () => [random.below(7), random.below(7), 6.3 * random.next(), 10 + 14 * random.next()] as const);
  return Uint8Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [(at % side) / side, Math.floor(at / side) / side];
    return Math.round(128 + waves.reduce((sum, [u, v, phase, height]) => sum + height * Math.sin(6.3 * (u * x + v * y) + phase), 0));
  });
}

/** The discrete cosine transform by its definition (N. Ahmed, T. Natarajan, K. R. Rao, 1974), and its signs against the median. */
function hashByDefinition(thumbnail: Uint8Array): bigint {
  const spectrum: number[] = [];
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const wave = Math.cos(((2 * x + 1) * u * Math.PI) / 64) * Math.cos(((2 * y + 1) * v * Math.PI) / 64);
          sum += (thumbnail[y * side + x] ?? 0) * wave;
        }
      }
      spectrum.push(sum);
    }
  }
  const median = spectrum.slice(1).sort((a, b) => a - b)[31] ?? 0;
  return spectrum.reduce((hash, value, bit) => (bit > 0 && value > median ? hash | (1n << BigInt(bit)) : hash), 0n);
}

const hashOf = (hashes: Int32Array, orientation: number): bigint =>
  BigInt((hashes[2 * orientation] ?? 0) >>> 0) | (BigInt((hashes[2 * orientation + 1] ?? 0) >>> 0) << 32n);

test('the hash is that of the transform written out', () => {
  for (let seed = 0; seed < 5; seed++) expect(hashOf(perceptualHashes(picture(seed)), 0)).toBe(hashByDefinition(picture(seed)));
});

test('the hash in each orientation is the hash of the picture turned so', () => {
  for (let orientation = 0; orientation < orientations; orientation++) {
    const turned = turnThumbnail(picture(3), orientation);
    expect(hashOf(perceptualHashes(picture(3)), orientation)).toBe(hashByDefinition(turned));
  }
});

test('the eight orientations are the eight that a square has', () => {
  const all = new Set(Array.from({ length: orientations }, (_, orientation) => turnThumbnail(picture(4), orientation).join()));
  expect(all.size).toBe(8);
  for (const quarter of [5, 6]) {
    let turned = picture(4);
    for (let i = 0; i < 4; i++) turned = turnThumbnail(turned, quarter); // a quarter turn, one way or the other
    expect(turned).toEqual(picture(4));
  }
});

test('close pairs: those that counting bits one by one finds, and the orientation that is closest', () => {
  const hash = fc.tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 15 }));
  fc.assert(
    fc.property(fc.array(fc.array(hash, { minLength: 2, maxLength: 2 }), { maxLength: 12 }), fc.nat(40), (pictures, radius) => {
      const hashes = Int32Array.from(pictures.flat(2));
      const bits = (a: number, b: number): number => popcount(a ^ b);
      const expected: number[] = [];
      for (let i = 0; i < pictures.length; i++) {
        for (let j = i + 1; j < pictures.length; j++) {
          const distances = [0, 1].map((o) => {
            const [own, other] = [pictures[i]?.[0] ?? [0, 0], pictures[j]?.[o] ?? [0, 0]];
            return bits(own[0] ?? 0, other[0] ?? 0) + bits(own[1] ?? 0, other[1] ?? 0);
          });
          const least = Math.min(...distances);
          if (least <= radius) expected.push(i, j, distances.indexOf(least));
        }
      }
      expect(closeHashPairs(hashes, 2, radius, 100)).toEqual(expected);
    }),
  );
});

function popcount(bits: number): number {
  let count = 0;
  for (let bit = 0; bit < 32; bit++) if ((bits >>> bit) & 1) count++;
  return count;
}
