import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignSides } from './assign-sides.ts';
import { splitByHash } from './split-by-hash.ts';

const hashOf = (value: number | string): string => createHash('sha256').update(String(value)).digest('hex');
const hashes = (count: number): string[] => Array.from({ length: count }, (_, i) => hashOf(i));

const fractions = fc.record({
  validation: fc.double({ min: 0, max: 0.45, noNaN: true }),
  test: fc.double({ min: 0, max: 0.45, noNaN: true }),
});
const photos = fc.array(fc.record({ hash: fc.nat(40).map(hashOf), label: fc.nat(3) }), { maxLength: 60 });

describe('assignSides', () => {
  test('copies share a side, the order does not matter, and the same again gives the same', () => {
    fc.assert(
      fc.property(photos, fractions, fc.nat(9), (list, parts, seed) => {
        const options = { classes: 4, ...parts, seed };
        const sidesOf = (some: typeof list): string[] =>
          assignSides(
            some.map((photo) => photo.hash),
            some.map((photo) => photo.label),
            options,
          );
        const sides = sidesOf(list);
        expect(sidesOf(list)).toEqual(sides);
        expect(sidesOf(list.toReversed())).toEqual(sides.toReversed());
        const sideOf = new Map(list.map((photo, at) => [photo.hash, sides[at]]));
        expect(list.map((photo) => sideOf.get(photo.hash))).toEqual(sides);
      }),
      { numRuns: 150 },
    );
  });

  test('proportions are held, in every class', () => {
    const list = hashes(6000);
    const labels = list.map((_, i) => i % 3);
    const sides = assignSides(list, labels, { classes: 3, validation: 0.15, test: 0.25 });
    for (const label of [0, 1, 2]) {
      const own = sides.filter((_, i) => labels[i] === label);
      const part = (side: string): number => own.filter((each) => each === side).length / own.length;
      // 2,000 photos: four standard deviations are 4 * sqrt(0.25 * 0.75 / 2000) = 0.039.
      expect(Math.abs(part('validation') - 0.15)).toBeLessThan(0.033);
      expect(Math.abs(part('test') - 0.25)).toBeLessThan(0.039);
    }
  });

  test('every class keeps one to learn from, and of two or more has one held out', () => {
    for (let seed = 0; seed < 200; seed++) {
      const options = { classes: 1, validation: 0.1, test: 0.1, seed };
      for (const count of [2, 3, 4]) {
        const sides = assignSides(hashes(count), new Array(count).fill(0), options);
        expect(sides).toContain('train');
        expect(sides).toContain('validation');
      }
      expect(assignSides(hashes(1), [0], options)).toEqual(['train']);
    }
  });

  test('the validation part is the one that a training holds out by itself', () => {
    const list = hashes(500);
    const labels = list.map((_, i) => i % 5);
    const sides = assignSides(list, labels, { classes: 5, validation: 0.2, test: 0.1, seed: 7 });
    const held = splitByHash(list, labels, { classes: 5, fraction: 0.2, seed: 7 });
    expect(sides.map((side) => side === 'validation')).toEqual(held);
  });

  test('a photo keeps its side as the set grows, beyond what small classes are guaranteed', () => {
    const list = hashes(400);
    const labels = list.map(() => 0);
    const options = { classes: 1, validation: 0.2, test: 0.2 };
    const before = assignSides(list.slice(0, 200), labels.slice(0, 200), options);
    expect(assignSides(list, labels, options).slice(0, 200)).toEqual(before);
  });

  test('fractions that cannot be', () => {
    expect(() => assignSides([], [], { classes: 1, validation: 0.5, test: 0.5 })).toThrow(/validation/);
    expect(() => assignSides([], [], { classes: 1, validation: 0, test: 1 })).toThrow(/test/);
  });
});
