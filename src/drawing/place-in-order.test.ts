import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeInOrder } from './place-in-order.ts';

test('who has room stands where it would like to, who has none shares the shift', () => {
  expect(placeInOrder([0, 100], [10, 10], 5)).toEqual([0, 100]);
  expect(placeInOrder([0, 0], [10, 10], 5)).toEqual([-7.5, 7.5]); // 15 apart, alike far from 0
  expect(placeInOrder([0, 0, 90], [10, 20, 10], 5)).toEqual([-10, 10, 90]);
  expect(placeInOrder([], [], 5)).toEqual([]);
});

test('gaps are kept, and no other places that keep them are nearer to what was wanted', () => {
  const one = fc.record({
    want: fc.integer({ min: -200, max: 200 }),
    width: fc.integer({ min: 1, max: 50 }),
    move: fc.double({ min: -9, max: 9, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), (slots) => {
      const wanted = slots.map(({ want }) => want);
      const widths = slots.map(({ width }) => width);
      const places = placeInOrder(wanted, widths, 6);
      const distance = (all: readonly number[]): number => all.reduce((sum, place, at) => sum + (place - (wanted[at] ?? 0)) ** 2, 0);
      const apart = (at: number): number => ((widths[at - 1] ?? 0) + (widths[at] ?? 0)) / 2 + 6;
      for (let at = 1; at < places.length; at++) expect((places[at] ?? 0) - (places[at - 1] ?? 0)).toBeGreaterThan(apart(at) - 1e-6);
      const others = places.map((place, at) => place + (slots[at]?.move ?? 0));
      for (let at = 1; at < others.length; at++) others[at] = Math.max(others[at] ?? 0, (others[at - 1] ?? 0) + apart(at));
      expect(distance(places)).toBeLessThan(distance(others) + 1e-6);
    }),
  );
});
