import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../tensor/random.ts';
import { placeOfHash, splitByHash } from './split-by-hash.ts';

/** A made-up SHA-256: as random as a real one. */
function hashOf(photo: number): string {
  const random = seededRandom(photo);
  return Array.from({ length: 64 }, () => random.below(16).toString(16)).join('');
}

const classes = 4;
/** Photos by number, with a class each; the same photo always has the same one. */
const somePhotos = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 120 });
const labelsOf = (photos: readonly number[]) => photos.map((photo) => photo % classes);
const split = (photos: readonly number[], fraction: number, seed = 0) =>
  splitByHash(photos.map(hashOf), labelsOf(photos), { classes, fraction, seed });
const someFraction = fc.double({ min: 0.05, max: 0.6, noNaN: true });

describe('splitByHash', () => {
  test('every class can be learned and, of two different photos or more, tested', () => {
    fc.assert(
      fc.property(somePhotos, someFraction, fc.integer(), (photos, fraction, seed) => {
        const heldOut = split(photos, fraction, seed);
        for (let label = 0; label < classes; label++) {
          const own = [...photos.keys()].filter((i) => Number(photos[i]) % classes === label);
          if (own.length === 0) continue;
          expect(own.some((i) => !heldOut[i])).toBe(true);
          if (new Set(own.map((i) => photos[i])).size > 1) expect(own.some((i) => heldOut[i])).toBe(true);
        }
      }),
    );
  });

  test('copies are on one side, and the order does not matter', () => {
    fc.assert(
      fc.property(somePhotos, someFraction, (photos, fraction) => {
        const side = new Map(photos.map((photo, i) => [photo, split(photos, fraction)[i]]));
        for (const [i, heldOut] of split(photos, fraction).entries()) expect(heldOut).toBe(side.get(Number(photos[i])));
        for (const [i, heldOut] of split(photos.toReversed(), fraction).entries()) {
          expect(heldOut).toBe(side.get(Number(photos.toReversed()[i])));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('as the set grows no photo changes side, except one that the guarantee had moved', () => {
    fc.assert(
      fc.property(somePhotos, somePhotos, someFraction, fc.integer(), (before, more, fraction, seed) => {
        const after = [...before, ...more];
        const [first, then] = [split(before, fraction, seed), split(after, fraction, seed)];
        const natural = before.map((photo) => placeOfHash(hashOf(photo), seed) < fraction);
        for (const [i, photo] of before.entries()) {
          const moved = first[i] !== natural[i];
          if (!moved) {
            // It may be moved later only if its class has all its numbers on one side, before and after.
            const sides = new Set(
              after.filter((other) => other % classes === photo % classes).map((other) => placeOfHash(hashOf(other), seed) < fraction),
            );
            if (sides.size === 2) expect(then[i]).toBe(first[i]);
          } else expect(then[i] === first[i] || then[i] === natural[i]).toBe(true);
        }
        for (let label = 0; label < classes; label++) {
          // A class with numbers on both sides is settled for good.
          const own = [...before.keys()].filter((i) => Number(before[i]) % classes === label);
          if (new Set(own.map((i) => natural[i])).size === 2)
            for (const i of own) expect([first[i], then[i]]).toEqual([natural[i], natural[i]]);
        }
      }),
    );
  });

  test('about the fraction is held out, none at 0, and another seed holds out others', () => {
    const photos = Array.from({ length: 4000 }, (_, i) => i);
    const share = (seed: number) => split(photos, 0.2, seed).filter(Boolean).length / 4000;
    // The standard deviation is 0.0063.
    for (const seed of [0, 1, -5]) expect(Math.abs(share(seed) - 0.2)).toBeLessThan(0.025);
    expect(split(photos, 0).some(Boolean)).toBe(false);
    const [a, b] = [split(photos, 0.2, 1), split(photos, 0.2, 2)];
    const both = photos.filter((photo) => a[photo] && b[photo]).length / 4000;
    expect(Math.abs(both - 0.04)).toBeLessThan(0.015); // independent
  });

  test('refuses a fraction of 1, hashes that are none, labels that do not fit', () => {
    expect(() => split([1], 1)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => splitByHash(['cat.jpg'], [0], { classes: 1, fraction: 0.2 })).toThrow(/64 hexadecimal/);
    expect(() => splitByHash([hashOf(1)], [], { classes: 1, fraction: 0.2 })).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
