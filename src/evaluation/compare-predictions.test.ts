import { expect, test } from 'vitest';
import { comparePredictions } from './compare-predictions.ts';

/** Photos by who was right: both, the first alone, the second alone, neither. */
function photos(both: number, onlyFirst: number, onlySecond: number, neither: number): [boolean[], boolean[]] {
  const of = (count: number, value: boolean): boolean[] => new Array<boolean>(count).fill(value);
  return [
    [...of(both, true), ...of(onlyFirst, true), ...of(onlySecond, false), ...of(neither, false)],
    [...of(both, true), ...of(onlyFirst, false), ...of(onlySecond, true), ...of(neither, false)],
  ];
}

test('counts who was right, and what that says', () => {
  const found = comparePredictions(...photos(80, 2, 8, 10));
  expect(found.table).toEqual({ both: 80, onlyFirst: 2, onlySecond: 8, neither: 10 });
  expect(found.first.accuracy).toBe(0.82);
  expect(found.second.accuracy).toBe(0.88);
  expect(found.difference).toBeCloseTo(0.06, 12);
  expect(found.pValue).toBeCloseTo(112 / 1024, 12);
  // 2.5 and 8.5 of 102: 6/102 ± 1.96 · √((11/102 - (6/102)²) / 102)
  const half = 1.959964 * Math.sqrt((11 / 102 - (6 / 102) ** 2) / 102);
  expect(found.differenceInterval.low).toBeCloseTo(6 / 102 - half, 6);
  expect(found.differenceInterval.high).toBeCloseTo(6 / 102 + half, 6);
});

test('a classifier does not differ from itself', () => {
  const right = [true, false, true];
  expect(comparePredictions(right, right)).toMatchObject({ difference: 0, pValue: 1 });
});

test('refuses no photos, and other photos', () => {
  expect(() => comparePredictions([], [])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  expect(() => comparePredictions([true], [])).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
});
