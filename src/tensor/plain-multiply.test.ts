import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrix } from './matrix.ts';
import { multiplyMatrices, plainMultiplier, transposed } from './plain-multiply.ts';
import { seededRandom } from './random.ts';

describe('multiplyMatrices', () => {
  test('a product worked by hand', () => {
    const a = matrix(2, 3, Float32Array.of(1, 2, 3, 4, 5, 6));
    const b = matrix(3, 2, Float32Array.of(7, 8, 9, 10, 11, 12));
    // 1·7 + 2·9 + 3·11 = 58, 1·8 + 2·10 + 3·12 = 64, 4·7 + 5·9 + 6·11 = 139, 4·8 + 5·10 + 6·12 = 154
    expect([...multiplyMatrices(a, b).data]).toEqual([58, 64, 139, 154]);
  });

  test('agrees with the definition for all shapes and transpositions, in and beyond the blocks', () => {
    const size = fc.integer({ min: 0, max: 11 });
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), fc.integer(), (rows, columns, depth, transposeA, transposeB, seed) => {
        const random = seededRandom(seed);
        const a = matrix(rows, depth).data.map(() => random.normal());
        const b = matrix(depth, columns).data.map(() => random.normal());
        const left = matrix(rows, depth, a);
        const right = matrix(depth, columns, b);
        const product = multiplyMatrices(transposeA ? transposed(left) : left, transposeB ? transposed(right) : right, {
          transposeA,
          transposeB,
        });
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) {
            let sum = 0;
            for (let p = 0; p < depth; p++) sum += (a[i * depth + p] ?? Number.NaN) * (b[p * columns + j] ?? Number.NaN);
            expect(product.data[i * columns + j]).toBeCloseTo(sum, 5);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('sums over more than one stretch of a row', () => {
    const depth = 2500;
    const a = matrix(3, depth, new Float32Array(3 * depth).fill(1));
    const b = matrix(5, depth, new Float32Array(5 * depth).fill(2));
    expect(new Set(multiplyMatrices(a, b, { transposeB: true }).data)).toEqual(new Set([2 * depth]));
  });

  test('refuses factors that do not fit', async () => {
    await expect(plainMultiplier.multiply(matrix(2, 3), matrix(2, 3))).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
  });
});
