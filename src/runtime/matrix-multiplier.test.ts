import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { multiplyMatrices } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { NodeMatrixMultiplier } from './matrix-multiplier.ts';

const random = seededRandom(1);
const draw = (rows: number, columns: number) => {
  const out = matrix(rows, columns);
  for (let i = 0; i < out.data.length; i++) out.data[i] = random.normal();
  return out;
};

describe('NodeMatrixMultiplier', () => {
  test.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('agrees with plain loops, transposed %s and %s, small and large', async (transposeA, transposeB) => {
    await using multiplier = new NodeMatrixMultiplier({ threads: 1 });
    for (const [rows, depth, columns] of [
      [3, 5, 2],
      [70, 200, 31],
    ] as const) {
      const a = transposeA ? draw(depth, rows) : draw(rows, depth);
      const b = transposeB ? draw(columns, depth) : draw(depth, columns);
      const product = await multiplier.multiply(a, b, { transposeA, transposeB });
      const expected = multiplyMatrices(a, b, { transposeA, transposeB });
      expect([product.rows, product.columns]).toEqual([rows, columns]);
      // 200 products near 1, summed in 32 bits.
      for (const [i, value] of product.data.entries()) expect(value).toBeCloseTo(Number(expected.data[i]), 4);
    }
  });

  test('refuses factors that do not fit, large ones too', async () => {
    await using multiplier = new NodeMatrixMultiplier({ threads: 1 });
    await expect(multiplier.multiply(matrix(2, 3), matrix(2, 3))).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
    await expect(multiplier.multiply(matrix(200, 300), matrix(200, 300))).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
  });
});
