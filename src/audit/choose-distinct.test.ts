import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseDistinct } from './choose-distinct.ts';
import type { DuplicateGroup } from './find-duplicates.ts';

describe('chooseDistinct', () => {
  test('one of each is kept; what is labelled differently is left to the user', () => {
    const labels = ['cat', 'cat', 'dog', 'cat', 'dog', 'dog', 'cat'];
    const groups: DuplicateGroup[] = [
      { photos: [0, 3], kind: 'exact' },
      { photos: [1, 2], kind: 'exact' },
      { photos: [5, 4], kind: 'near' },
    ];
    expect(chooseDistinct(labels, groups)).toEqual({
      kept: [0, 4, 6],
      removed: [
        { photo: 3, sameAs: 0, kind: 'exact' },
        { photo: 5, sameAs: 4, kind: 'near' },
      ],
      conflicts: [{ photos: [1, 2], kind: 'exact' }],
    });
  });

  test('ranks say which is rather kept', () => {
    expect(chooseDistinct(['a', 'a', 'a'], [{ photos: [0, 1, 2], kind: 'exact' }], [2, 0, 1]).kept).toEqual([1]);
  });

  test('groups that share a photo are one', () => {
    const groups: DuplicateGroup[] = [
      { photos: [0, 1], kind: 'exact' },
      { photos: [2, 3], kind: 'exact' },
      { photos: [1, 2], kind: 'near' },
    ];
    expect(chooseDistinct(['a', 'a', 'a', 'a'], groups)).toMatchObject({ kept: [0], conflicts: [] });
    expect(chooseDistinct(['a', 'a', 'a', 'b'], groups)).toEqual({
      kept: [],
      removed: [],
      conflicts: [{ photos: [0, 1, 2, 3], kind: 'near' }],
    });
  });

  test('every photo is kept, removed, or in a conflict, and no group keeps two', () => {
    const labels = fc.array(fc.constantFrom('a', 'b'), { minLength: 20, maxLength: 20 });
    const groups = fc.array(fc.record({ photos: fc.uniqueArray(fc.nat(19), { maxLength: 5 }), kind: fc.constant('exact' as const) }));
    fc.assert(
      fc.property(labels, groups, (names, list) => {
        const { kept, removed, conflicts } = chooseDistinct(names, list);
        const all = [...kept, ...removed.map(({ photo }) => photo), ...conflicts.flatMap(({ photos }) => photos)];
        expect(all.sort((a, b) => a - b)).toEqual(names.map((_, photo) => photo));
        const set = new Set(kept);
        for (const { photos } of list) expect(photos.filter((photo) => set.has(photo)).length).toBeLessThanOrEqual(1);
        for (const { photo, sameAs } of removed) {
          expect(set.has(sameAs)).toBe(true);
          expect(names[photo]).toBe(names[sameAs]);
        }
      }),
    );
  });
});
