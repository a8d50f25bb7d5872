import { expect, test } from 'vitest';
import { median } from './median.ts';

test('the median is the middle number by size, or the mean of two', () => {
  expect(median([10, 9, 2])).toBe(9); // not as text has its order
  expect(median([4, 1, 10, 2])).toBe(3);
  expect(median(Float32Array.of(-1, -3))).toBe(-2);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});
