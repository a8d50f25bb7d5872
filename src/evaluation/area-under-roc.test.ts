import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaUnderRoc } from './area-under-roc.ts';

test('worked by hand: of the six pairs four are in order and one is a tie', () => {
  expect(areaUnderRoc([1, 3], [2, 3, 4])).toBe((1 + 1 + 1 + 0.5 + 1) / 6);
});

test('agrees with counting the pairs', () => {
  const numbers = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(numbers, numbers, (low, high) => {
      let sum = 0;
      for (const a of low) for (const b of high) sum += b > a ? 1 : b === a ? 0.5 : 0;
      expect(areaUnderRoc(low, high)).toBeCloseTo(sum / (low.length * high.length), 12);
    }),
  );
});

test('refuses to compare with nothing', () => {
  expect(() => areaUnderRoc([], [1])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  expect(() => areaUnderRoc([1], [])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});
