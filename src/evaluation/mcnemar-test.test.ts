import { expect, test } from 'vitest';
import { mcnemarTest } from './mcnemar-test.ts';

test.each([
  [0, 0, 1], // nothing tells them apart
  [0, 5, 2 / 32], // 2 · (1/2)⁵
  [1, 7, 18 / 256], // 2 · (1 + 8) / 2⁸
  [2, 8, 112 / 1024], // 2 · (1 + 10 + 45) / 2¹⁰
  [5, 5, 1], // twice a tail that holds the middle is above 1
  [3, 12, 1152 / 32768], // 2 · (1 + 15 + 105 + 455) / 2¹⁵
])('%i against %i: p = %d, both ways', (b, c, p) => {
  expect(mcnemarTest(b, c)).toBeCloseTo(p, 12);
  expect(mcnemarTest(c, b)).toBe(mcnemarTest(b, c));
});

test('many photos, where 2 to the power of their number is no number any more: near the normal approximation', () => {
  // z = (|1000 - 1089| - 1) / √2089 = 1.92537, whose two tails hold 0.05418 by erfc.
  expect(mcnemarTest(1000, 1089)).toBeCloseTo(0.05418, 4);
});

test('refuses what is no count', () => {
  expect(() => mcnemarTest(-1, 3)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  expect(() => mcnemarTest(1, 0.5)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});
