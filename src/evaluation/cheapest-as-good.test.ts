import { expect, test } from 'vitest';
import { type Contender, cheapestAsGood } from './cheapest-as-good.ts';

/** A contender that has these of 40 photos wrong. */
const wrong = (places: readonly number[], imagesPerSecond: number): Contender => ({
  accuracy: (40 - places.length) / 40,
  imagesPerSecond,
  right: new Map(Array.from({ length: 40 }, (_, at) => [`${at}.jpg`, !places.includes(at)])),
});

test('the fastest that is not significantly worse pays', () => {
  // Three photos lost against the best: p = 2 / 2³ = 0.25. Eight lost: p = 2 / 2⁸ < 0.01.
  const contenders = [wrong([0], 10), wrong([0, 1, 2, 3], 20), wrong([0, 1, 2, 3, 4, 5, 6, 7, 8], 80)];
  const { best, pays, comparisons } = cheapestAsGood(contenders);
  expect({ best, pays }).toEqual({ best: 0, pays: 1 });
  expect(comparisons.map((comparison) => comparison?.pValue)).toEqual([undefined, expect.closeTo(0.25), expect.closeTo(2 / 256)]);
  expect(comparisons[2]?.table).toEqual({ both: 31, onlyFirst: 8, onlySecond: 0, neither: 1 });
});

test('the best pays where none is faster, and of equals the fastest is the best', () => {
  expect(cheapestAsGood([wrong([1], 10), wrong([1, 2], 5)])).toMatchObject({ best: 0, pays: 0 });
  expect(cheapestAsGood([wrong([1], 10), wrong([2], 30)])).toMatchObject({ best: 1, pays: 1 });
});

test('two are compared on the photos that both were asked about', () => {
  const few: Contender = {
    accuracy: 0.5,
    imagesPerSecond: 9,
    right: new Map([
      ['0.jpg', true],
      ['1.jpg', false],
      ['other.jpg', true],
    ]),
  };
  expect(cheapestAsGood([wrong([], 1), few]).comparisons[1]).toMatchObject({ images: 2, table: { both: 1, onlyFirst: 1 } });
});
