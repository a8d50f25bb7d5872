import { expect, test } from 'vitest';
import { npyHeader } from './npy-header.ts';

test('what numpy.save writes before three rows of two float32', () => {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }`;
  const expected = `\x93NUMPY\x01\x00${String.fromCharCode(118)}\x00${text.padEnd(117)}\n`;
  expect(String.fromCharCode(...npyHeader([3, 2]))).toBe(expected);
});

test('is as long whatever the number of rows, and aligned', () => {
  for (const columns of [1, 4864, 1_000_000]) {
    const lengths = [0, 7, 123_456, Number.MAX_SAFE_INTEGER].map((rows) => npyHeader([rows, columns]).length);
    expect(new Set(lengths).size).toBe(1);
    expect((lengths[0] ?? 1) % 64).toBe(0);
  }
});
