import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelSets } from '../tensor/label-sets.ts';
import { splitByHash } from './split-by-hash.ts';
import { splitSetsByHash } from './split-sets-by-hash.ts';

const hashOf = (photo: number) => createHash('sha256').update(String(photo)).digest('hex');
const photos = fc.array(
  fc.record({ photo: fc.integer({ min: 0, max: 40 }), labels: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }) }),
  { minLength: 1, maxLength: 60 },
);

describe('splitSetsByHash', () => {
  test('copies are on one side, every class has a photo to learn from, and the order does not matter', () => {
    fc.assert(
      fc.property(photos, fc.double({ min: 0, max: 0.99, noNaN: true }), fc.integer(), (all, fraction, seed) => {
        const split = (list: typeof all) =>
          splitSetsByHash(
            list.map(({ photo }) => hashOf(photo)),
            labelSets(
              list.map(({ labels }) => labels),
              4,
            ),
            fraction,
            seed,
          );
        const heldOut = split(all);
        const sideOf = new Map(all.map(({ photo }, i) => [photo, heldOut[i]]));
        for (const [i, { photo }] of all.entries()) expect(heldOut[i]).toBe(sideOf.get(photo));
        for (let label = 0; label < 4; label++) {
          const own = all.flatMap(({ labels }, i) => (labels.includes(label) ? [heldOut[i]] : []));
          if (own.length > 0) expect(own).toContain(false);
        }
        expect(split(all.toReversed()).toReversed()).toEqual(heldOut);
      }),
    );
  });

  test('a photo of a large class is on the side that splitByHash gives it', () => {
    const hashes = Array.from({ length: 300 }, (_, i) => hashOf(i));
    const labels = hashes.map((_, i) => i % 2);
    const sets = labelSets(
      labels.map((label) => [label]),
      2,
    );
    expect(splitSetsByHash(hashes, sets, 0.2, 3)).toEqual(splitByHash(hashes, labels, { classes: 2, fraction: 0.2, seed: 3 }));
  });

  test('refuses a fraction of one', () => {
    expect(() => splitSetsByHash([], labelSets([], 1), 1)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
