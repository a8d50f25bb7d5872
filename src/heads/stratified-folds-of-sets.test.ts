import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelSets } from '../tensor/label-sets.ts';
import { neverHeldOut } from './stratified-folds.ts';
import { stratifiedFoldsOfSets } from './stratified-folds-of-sets.ts';

const classes = 4;
const someSets = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: classes - 1 }), { maxLength: classes }), {
  minLength: 1,
  maxLength: 50,
});

describe('stratifiedFoldsOfSets', () => {
  test('every photo has a fold; no class is held out whole', () => {
    fc.assert(
      fc.property(someSets, fc.integer({ min: 2, max: 5 }), fc.integer(), (sets, folds, seed) => {
        const foldOf = stratifiedFoldsOfSets(labelSets(sets, classes), { folds, seed });
        for (const fold of foldOf) expect(fold === neverHeldOut || (fold >= 0 && fold < folds)).toBe(true);
        for (let label = 0; label < classes; label++) {
          const own = [...sets.keys()].filter((photo) => sets[photo]?.includes(label));
          const held = new Set(own.map((photo) => foldOf[photo]));
          if (own.length > 0) expect(held.has(neverHeldOut) || held.size > 1).toBe(true);
        }
      }),
    );
  });

  test('20 photos of a rare class among 200 are spread exactly, the common one nearly', () => {
    const sets = Array.from({ length: 200 }, (_, i) => [...(i % 10 === 0 ? [0] : []), ...(i % 3 === 0 ? [1] : [])]);
    const foldOf = stratifiedFoldsOfSets(labelSets(sets, 2), { folds: 5 });
    for (let fold = 0; fold < 5; fold++) {
      const held = sets.filter((_, i) => foldOf[i] === fold);
      expect(held.length).toBe(40);
      expect(held.filter((set) => set.includes(0)).length).toBe(4);
      expect(Math.abs(held.filter((set) => set.includes(1)).length - 67 / 5)).toBeLessThanOrEqual(1);
    }
  });

  test('photos of one key stay together, in any order of the photos', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 4, maxLength: 40 }), fc.integer(), (photos, seed) => {
        const setsOf = (order: number[]) =>
          labelSets(
            order.map((photo) => [photo % 2, 2 + (photo % 2)]),
            classes,
          );
        const dealt = (order: number[]) => stratifiedFoldsOfSets(setsOf(order), { folds: 3, seed, keys: order.map(String) });
        const foldOf = dealt(photos);
        const byPhoto = new Map(photos.map((photo, i) => [photo, foldOf[i]]));
        for (const [i, photo] of photos.entries()) expect(foldOf[i]).toBe(byPhoto.get(photo));
        const reversed = photos.toReversed();
        for (const [i, fold] of dealt(reversed).entries()) expect(fold).toBe(byPhoto.get(Number(reversed[i])));
      }),
    );
  });

  test('refuses fewer than two folds', () => {
    const one = () => stratifiedFoldsOfSets(labelSets([[0], []], 1), { folds: 1 });
    expect(one).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
