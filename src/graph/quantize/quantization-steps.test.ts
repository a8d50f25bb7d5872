import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../tensor/random.ts';
import { quantizationSteps } from './quantization-steps.ts';

describe('quantizationSteps', () => {
  test.each([
    ['pixels', { low: 0, high: 255 }, { scale: 1, zeroPoint: 0 }],
    ['a ReLU6', { low: 0, high: 6 }, { scale: Math.fround(6 / 255), zeroPoint: 0 }],
    ['both sides', { low: -1, high: 3 }, { scale: Math.fround(4 / 255), zeroPoint: 64 }],
    ['negative numbers alone', { low: -4, high: -1 }, { scale: Math.fround(4 / 255), zeroPoint: 255 }],
    ['positive numbers alone', { low: 3, high: 5 }, { scale: Math.fround(5 / 255), zeroPoint: 0 }],
    ['nothing but 0', { low: 0, high: 0 }, { scale: 1, zeroPoint: 0 }],
    ['numbers too small to divide by', { low: 0, high: 1e-38 }, { scale: 1, zeroPoint: 0 }],
  ])('%s', (_what, range, steps) => {
    expect(quantizationSteps(range)).toEqual(steps);
  });

  test('whatever the range, 0 is stored exactly and both ends lie within half a step of what can be stored', () => {
    const random = seededRandom(8);
    for (let trial = 0; trial < 500; trial++) {
      const size = 10 ** (8 * random.next() - 4);
      const range = { low: -size * random.next(), high: size * random.next() };
      const { scale, zeroPoint } = quantizationSteps(range);
      expect(Number.isInteger(zeroPoint) && zeroPoint >= 0 && zeroPoint <= 255).toBe(true);
      expect(scale * (0 - zeroPoint) - range.low).toBeLessThanOrEqual(0.5001 * scale); // and what float32 loses
      expect(range.high - scale * (255 - zeroPoint)).toBeLessThanOrEqual(0.5001 * scale);
    }
  });
});
