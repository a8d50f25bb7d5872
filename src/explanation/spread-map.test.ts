import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlaneMap, spreadMap } from './spread-map.ts';

const sumOf = ({ data }: PlaneMap): number => data.reduce((sum, value) => sum + value, 0);
const rounded = ({ data }: PlaneMap): number[] => [...data].map((value) => Math.round(value * 1e9) / 1e9);

describe('spreadMap', () => {
  test('two places on four, worked by hand', () => {
    // Level outside the centres at 0.5 and 1.5, a straight line between: quarters of width 0.5 from 8 down to 0.
    // [0, 0.5] is 8 all over; [0.5, 1] falls from 8 to 4, its mean is 6; then from 4 to 0, mean 2; then 0.
    const map = { width: 2, height: 1, data: Float64Array.of(8, 0) };
    expect(rounded(spreadMap(map, 4, 1))).toEqual([4, 3, 1, 0]);
  });

  test('the same size blurs nothing that is level, and shrinking to one place gives the sum', () => {
    const level = { width: 3, height: 2, data: new Float64Array(6).fill(5) };
    expect(rounded(spreadMap(level, 3, 2))).toEqual([5, 5, 5, 5, 5, 5]);
    const map = { width: 3, height: 2, data: Float64Array.of(1, -2, 3, 4, 5, 6) };
    expect(spreadMap(map, 1, 1).data[0]).toBeCloseTo(17, 12);
  });

  const side = fc.integer({ min: 1, max: 20 });

  test('the sum is kept for any sizes', () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.infiniteStream(fc.double({ min: -100, max: 100, noNaN: true })),
        (w, h, width, height, values) => {
          const map = { width: w, height: h, data: Float64Array.from({ length: w * h }, () => values.next().value ?? 0) };
          expect(sumOf(spreadMap(map, width, height))).toBeCloseTo(sumOf(map), 8);
        },
      ),
    );
  });

  test('nothing appears that is larger than the densest place', () => {
    fc.assert(
      fc.property(side, side, side, (n, width, height) => {
        const map = { width: n, height: n, data: Float64Array.from({ length: n * n }, (_, place) => (place * 7) % 5) };
        const density = (n * n) / (width * height); // how much of a place one new place covers
        for (const value of spreadMap(map, width, height).data) {
          expect(value).toBeGreaterThanOrEqual(-1e-12);
          expect(value).toBeLessThanOrEqual(4 * density + 1e-9);
        }
      }),
    );
  });
});
