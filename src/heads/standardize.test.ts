import { describe, expect, test } from 'vitest';
import { matrix, rowOf } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { applyStandardizer, fitStandardizer, standardizedPart } from './standardize.ts';

describe('fitStandardizer', () => {
  test('two blocks worked by hand', () => {
    // Columns 1 3, 2 2, 0 4, 10 30: means 2, 2, 2, 20; deviations 1, 0, 2, 10. Blocks of 1 and 3 columns.
    const features = matrix(2, 4, Float32Array.of(1, 2, 0, 10, 3, 2, 4, 30));
    const { mean, scale } = fitStandardizer(features, [1, 3]);
    expect([...mean]).toEqual([2, 2, 2, 20]);
    const expected = [1, 0, 1 / (2 * Math.sqrt(3)), 1 / (10 * Math.sqrt(3))];
    for (const [column, value] of expected.entries()) expect(scale[column]).toBeCloseTo(value, 6);
  });

  test('every block has an expected squared length of 1, whatever its width and units', () => {
    const random = seededRandom(1);
    const features = matrix(50, 12);
    for (let i = 0; i < features.data.length; i++) features.data[i] = 1000 * (i % 12) + (1 + (i % 5)) * random.normal();
    const out = applyStandardizer(features, fitStandardizer(features, [2, 10]));
    for (const [from, to] of [
      [0, 2],
      [2, 12],
    ]) {
      let square = 0;
      for (let i = 0; i < 50; i++) for (const x of rowOf(out, i).subarray(from, to)) square += x * x;
      expect(square / 50).toBeCloseTo(1, 3);
    }
  });

  test('a constant column is taken out, also where its mean cannot be represented', () => {
    const features = matrix(3, 1, new Float32Array(3).fill(0.1));
    expect(fitStandardizer(features, [1]).scale[0]).toBe(0);
    expect([...applyStandardizer(features, fitStandardizer(features, [1])).data]).toEqual([0, 0, 0]);
  });

  test('a part is the same as that part of the whole', () => {
    const features = matrix(3, 3, Float32Array.of(1, 5, 2, 4, 0, 3, 9, 1, 7));
    const standardizer = fitStandardizer(features, [3]);
    const whole = applyStandardizer(features, standardizer);
    const part = standardizedPart(features, standardizer, { firstRow: 1, rows: 2, from: 1, width: 2 });
    expect([...part.data]).toEqual([1, 2].flatMap((row) => [...rowOf(whole, row).subarray(1, 3)]));
  });

  test('refuses blocks that do not add up, no rows, numbers that are not finite, features of another cut', () => {
    expect(() => fitStandardizer(matrix(2, 4), [1, 2])).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
    expect(() => fitStandardizer(matrix(0, 4), [4])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => fitStandardizer(matrix(1, 1, Float32Array.of(Number.NaN)), [1])).toThrow(/column 0/);
    const standardizer = fitStandardizer(matrix(2, 4), [4]);
    expect(() => applyStandardizer(matrix(1, 3), standardizer)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
