import fc from 'fast-check';
import { expect, test } from 'vitest';
import { float32Text } from './float32-text.ts';

test.each([
  [0, '0'],
  [1, '1'],
  [-0.1, '-0.1'],
  [1 / 3, '0.33333334'],
  [16_777_216, '16777216'],
  [1e-45, '1.4012985e-45'],
])('%d', (value, text) => {
  expect(float32Text(Math.fround(value))).toBe(text);
});

test('reads back as the same float', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) =>
      Object.is(Math.fround(Number(float32Text(value))), value || 0),
    ),
  );
});
