import { type Matrix, matrix } from '../tensor/matrix.ts';

/**
 * The matrix that stretches a row of numbers to another length: linear between the centres of neighbours; where it shrinks, a triangle over all
 * that is covered, as pictures are scaled.
 *
 * @returns to x from; each row sums to 1.
 */
export function stretchingMatrix(from: number, to: number): Matrix {
  const stretched = matrix(to, from);
  const scale = from / to;
  const reach = Math.max(1, scale);
  for (let row = 0; row < to; row++) {
    const centre = (row + 0.5) * scale - 0.5;
    const weights = Array.from({ length: from }, (_, at) => Math.max(0, 1 - Math.abs(at - centre) / reach));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    // Beyond the first and the last centre there is but one neighbour.
    stretched.data.set(
      weights.map((weight) => weight / sum),
      row * from,
    );
  }
  return stretched;
}
