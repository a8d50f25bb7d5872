import { expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { multiplyMatrices, plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { gramMatrix } from './gram.ts';
import { applyStandardizer, fitStandardizer } from './standardize.ts';

test.each([7, 515])('is the product of the standardized features with themselves, symmetric to the bit, for %d photos', async (n) => {
  const random = seededRandom(n);
  const features = matrix(n, 10);
  for (let i = 0; i < features.data.length; i++) features.data[i] = random.next() + (i % 10);
  const blocks = [3, 7];
  const standardizer = fitStandardizer(features, blocks);
  const gram = await gramMatrix(features, standardizer, blocks, plainMultiplier);
  const standardized = applyStandardizer(features, standardizer);
  const expected = multiplyMatrices(standardized, standardized, { transposeB: true });
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      largest = Math.max(largest, Math.abs(Number(gram.data[i * n + j]) - Number(expected.data[i * n + j])));
      if (gram.data[i * n + j] !== gram.data[j * n + i]) throw new Error(`not symmetric at ${i}, ${j}`);
    }
  }
  expect(largest).toBeLessThan(1e-6);
});
