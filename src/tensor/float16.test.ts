import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from './float16.kernel.ts';

test.each([
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [65_504, 0x7bff], // the greatest
  [65_519.99, 0x7bff],
  [65_520, 0x7c00],
  [Number.POSITIVE_INFINITY, 0x7c00],
  [2 ** -14, 0x0400], // the least that is normal
  [2 ** -24, 0x0001], // the least there is
  [2 ** -25, 0x0000], // half of it: to even
  [1.5 * 2 ** -24, 0x0002], // between one and two: to even
  [1 / 3, 0x3555],
  [1 + 2 ** -11, 0x3c00], // between two: to even
  [1 + 3 * 2 ** -11, 0x3c02],
])('%d', (value, expected) => {
  expect(toFloat16(Float32Array.of(value))[0]).toBe(expected);
});

test('every half is itself', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, half) => half);
  const back = toFloat16(fromFloat16(all));
  const strays = [...back].filter((half, i) => half !== i && !((i & 0x7c00) === 0x7c00 && (i & 0x3ff) !== 0)); // NaN is one of many
  expect(strays).toEqual([]);
});

test('the nearest half: no other is nearer', () => {
  fc.assert(
    fc.property(fc.float({ min: -65_504, max: 65_504, noNaN: true }), (value) => {
      const half = toFloat16(Float32Array.of(value));
      const at = (offset: number): number => Math.abs((fromFloat16(Uint16Array.of((half[0] ?? 0) + offset))[0] ?? 0) - value);
      return at(0) <= at(1) && ((half[0] ?? 0) % 0x8000 === 0 || at(0) <= at(-1));
    }),
  );
});
