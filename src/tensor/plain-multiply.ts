import { GraftError } from '../errors.ts';
import { type Matrix, matrix } from './matrix.ts';
import { multiplyByRows, transposeInto } from './multiply.kernel.ts';
import type { MatrixMultiplier, ProductOptions } from './multiply.ts';

/**
 * Multiplies matrices by plain loops over typed arrays: the {@link MatrixMultiplier} that needs nothing.
 *
 * Sums are kept in 64 bits and rounded once, in an order that depends only on the shapes: the same bits on every machine.
 * About 4 GFLOP/s on a core; it blocks the event loop while it works.
 */
export const plainMultiplier: MatrixMultiplier = {
  multiply: async (a, b, options) => multiplyMatrices(a, b, options),
};

/**
 * The product a·b by plain loops, at once.
 *
 * @throws `SHAPE_MISMATCH` when the inner dimensions differ.
 */
export function multiplyMatrices(a: Matrix, b: Matrix, options: ProductOptions = {}): Matrix {
  const { transposeA = false, transposeB = false } = options;
  const [rows, depth] = transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
  const [depthOfB, columns] = transposeB ? [b.columns, b.rows] : [b.rows, b.columns];
  if (depth !== depthOfB) {
    throw new GraftError(
      'SHAPE_MISMATCH',
      `Expected the inner dimensions of a product to be equal. Received ${rows} x ${depth} and ${depthOfB} x ${columns}.`,
      { hint: 'Check which of the two factors stands transposed.' },
    );
  }
  const left = transposeA ? transposed(a) : a;
  const right = transposeB ? b : transposed(b); // the loops read both factors along their rows
  const out = matrix(rows, columns);
  multiplyByRows(left.data, right.data, out.data, rows, columns, depth);
  return out;
}

/** The transpose of a matrix, copied. */
export function transposed(m: Matrix): Matrix {
  const out = matrix(m.columns, m.rows);
  transposeInto(m.data, out.data, m.rows, m.columns);
  return out;
}
