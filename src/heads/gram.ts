import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { addProductBlock } from './gram.kernel.ts';
import { type Standardizer, standardizedPart } from './standardize.ts';

/** How many photos stand in one part of the Gram matrix: large enough for a fast product, small enough to spare its mirror image. */
const partRows = 512;

/**
 * The Gram matrix of standardized features, G = X̂X̂ᵀ: the inner product of every two photos.
 *
 * It is the sum of the Gram matrices of the blocks, and is made so: one block is standardized at a time, and no more than
 * the widest is ever held twice. Only the upper half is computed; the lower is its mirror image, to the bit.
 *
 * Cost: about n²·d/2 multiply-adds; 4·n² bytes.
 *
 * @param features Raw features, n x d.
 * @param blocks The widths of the blocks, left to right.
 */
export async function gramMatrix(
  features: Matrix,
  standardizer: Standardizer,
  blocks: readonly number[],
  multiplier: MatrixMultiplier,
  signal?: Cancellation,
): Promise<Matrix> {
  const n = features.rows;
  const gram = matrix(n, n);
  let from = 0;
  for (const width of blocks) {
    const parts: Matrix[] = [];
    for (let firstRow = 0; firstRow < n; firstRow += partRows) {
      parts.push(standardizedPart(features, standardizer, { firstRow, rows: Math.min(partRows, n - firstRow), from, width }));
    }
    for (const [i, upper] of parts.entries()) {
      for (const [j, right] of parts.entries()) {
        if (j < i) continue;
        signal?.throwIfAborted();
        const product = await multiplier.multiply(upper, right, { transposeB: true });
        addProductBlock(gram.data, n, product.data, i * partRows, j * partRows, upper.rows, right.rows);
      }
    }
    from += width;
  }
  return gram;
}
