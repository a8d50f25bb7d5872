import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { Random } from '../tensor/random.ts';

/** Times that the directions are sharpened; the plane only says where a map begins. */
const rounds = 6;

/**
 * The photos on the plane along which they vary most: their first two principal components, by orthogonal iteration.
 *
 * N. Halko, P. G. Martinsson, J. A. Tropp, Finding structure with randomness, SIAM Review 53, 2011, algorithm 4.4, with two
 * directions and no more. Cost: some 30·n·d multiply-adds.
 *
 * @param features n x d, columns about 0 in the mean.
 * @returns n x 2.
 */
export async function principalPlane(features: Matrix, multiplier: MatrixMultiplier, random: Random): Promise<Matrix> {
  let directions = matrix(
    features.columns,
    2,
    Float32Array.from({ length: 2 * features.columns }, () => random.normal()),
  );
  orthonormalize(directions);
  for (let round = 0; round < rounds; round++) {
    const photos = await multiplier.multiply(features, directions);
    directions = await multiplier.multiply(features, photos, { transposeA: true });
    orthonormalize(directions);
  }
  return await multiplier.multiply(features, directions);
}

/** Gram-Schmidt on two columns; a column that vanishes is left at 0. */
function orthonormalize({ rows, data }: Matrix): void {
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += (data[2 * row + a] ?? 0) * (data[2 * row + b] ?? 0);
    return sum;
  };
  const scale = (column: number): void => {
    const length = Math.sqrt(dot(column, column));
    for (let row = 0; row < rows; row++) data[2 * row + column] = length > 0 ? (data[2 * row + column] ?? 0) / length : 0;
  };
  scale(0);
  const along = dot(0, 1);
  for (let row = 0; row < rows; row++) data[2 * row + 1] = (data[2 * row + 1] ?? 0) - along * (data[2 * row] ?? 0);
  scale(1);
}
