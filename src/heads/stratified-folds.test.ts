import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { neverHeldOut, stratifiedFolds } from './stratified-folds.ts';

const someLabels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 }).map((labels) => Int32Array.from(labels));

describe('stratifiedFolds', () => {
  test('every class is spread evenly, nothing is held out without a photo of its class to learn from', () => {
    fc.assert(
      fc.property(someLabels, fc.integer({ min: 2, max: 6 }), fc.integer(), (labels, folds, seed) => {
        const foldOf = stratifiedFolds(labels, 4, { folds, seed });
        for (let label = 0; label < 4; label++) {
          const own = [...labels.keys()].filter((photo) => labels[photo] === label);
          const counts = Array.from({ length: folds }, (_, fold) => own.filter((photo) => foldOf[photo] === fold).length);
          if (own.length === 1) expect(foldOf[Number(own[0])]).toBe(neverHeldOut);
          else if (own.length > 1) {
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
            expect(Math.max(...counts)).toBeLessThan(own.length);
          }
        }
      }),
    );
  });

  test('with keys, copies stay together and the order of the photos does not matter', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 19 }), { minLength: 2, maxLength: 60 }), fc.integer(), (photos, seed) => {
        const labelsOf = (order: number[]) => Int32Array.from(order, (photo) => photo % 3);
        const keysOf = (order: number[]) => order.map((photo) => `photo ${photo}`);
        const foldOf = stratifiedFolds(labelsOf(photos), 3, { seed, keys: keysOf(photos) });
        const byPhoto = new Map(photos.map((photo, i) => [photo, foldOf[i]]));
        for (const [i, photo] of photos.entries()) expect(foldOf[i]).toBe(byPhoto.get(photo));
        const reversed = photos.toReversed();
        const again = stratifiedFolds(labelsOf(reversed), 3, { seed, keys: keysOf(reversed) });
        for (const [i, photo] of reversed.entries()) expect(again[i]).toBe(byPhoto.get(photo));
      }),
    );
  });

  test('another seed, another deal; the same, the same', () => {
    const labels = Int32Array.from({ length: 40 }, (_, i) => i % 2);
    expect(stratifiedFolds(labels, 2, { seed: 1 })).toEqual(stratifiedFolds(labels, 2, { seed: 1 }));
    expect(stratifiedFolds(labels, 2, { seed: 1 })).not.toEqual(stratifiedFolds(labels, 2, { seed: 2 }));
  });

  test('a class of copies of one photo is never held out', () => {
    const foldOf = stratifiedFolds(Int32Array.of(0, 0, 1, 1), 2, { keys: ['a', 'a', 'b', 'c'] });
    expect([...foldOf.subarray(0, 2)]).toEqual([neverHeldOut, neverHeldOut]);
    expect(new Set(foldOf.subarray(2)).size).toBe(2);
  });

  test('refuses fewer than two folds', () => {
    expect(() => stratifiedFolds(Int32Array.of(0, 1), 2, { folds: 1 })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
