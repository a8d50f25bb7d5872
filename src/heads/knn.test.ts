import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { fitKnn } from './fit-knn.ts';
import { nearestInto } from './knn.kernel.ts';
import { type KnnHead, predictByNeighbours } from './knn.ts';
import { fitStandardizer } from './standardize.ts';

describe('nearestInto', () => {
  test('is a stable sort, cut short', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1 }), fc.integer({ min: 1, max: 9 }), (values, wanted) => {
        const out = new Uint32Array(Math.min(wanted, values.length));
        nearestInto(Float32Array.from(values), out);
        const sorted = [...values.keys()].toSorted((a, b) => Number(values[b]) - Number(values[a]) || a - b);
        expect([...out]).toEqual(sorted.slice(0, out.length));
      }),
    );
  });
});

describe('predictByNeighbours', () => {
  test('a case worked by hand', async () => {
    // Bank: (1,0) of class 0, (0,1) and (0.6,0.8) of class 1, which counts double. The question (2,0) has the cosines 1, 0, 0.6.
    const head: KnnHead = {
      kind: 'knn',
      mean: Float32Array.of(1, 1),
      scale: Float32Array.of(2, 2),
      bank: matrix(3, 2, Float32Array.of(1, 0, 0, 1, 0.6, 0.8)),
      votes: matrix(3, 2, Float32Array.of(1, 0, 0, 2, 0, 2)),
      neighbours: 2,
      sharpness: 10,
      smoothing: 0.1,
    };
    const [first, second] = [Math.exp(10), 2 * Math.exp(6)];
    const out = await predictByNeighbours(head, matrix(1, 2, Float32Array.of(2, 1)), plainMultiplier);
    expect(out.data[0]).toBeCloseTo((0.9 * first) / (first + second) + 0.05, 5);
    expect(out.data[1]).toBeCloseTo((0.9 * second) / (first + second) + 0.05, 5);
  });
});

describe('fitKnn', () => {
  const features = matrix(6, 2, Float32Array.of(5, 1, 6, 1.1, 7, 0.9, 1, 5, 1.1, 6, 0.9, 7));
  const labels = Int32Array.of(0, 0, 0, 1, 1, 1);
  const classWeights = Float64Array.of(1, 1);
  const standardizer = fitStandardizer(features, [2]);

  test('scores by leaving one out, and keeps to the number of neighbours that is asked for', async () => {
    const { head, table } = await fitKnn(features, labels, standardizer, plainMultiplier, { classWeights });
    expect(new Set(table.map(({ neighbours }) => neighbours))).toEqual(new Set([1, 3, 5]));
    expect(table.every(({ neighbours, accuracy }) => neighbours > 3 || accuracy === 1)).toBe(true);
    expect(head.smoothing).toBeCloseTo(2 / 8, 10);
    const asked = await fitKnn(features, labels, standardizer, plainMultiplier, { classWeights, neighbours: 3 });
    expect(asked.head.neighbours).toBe(3);
  });

  test('copies of a photo are left out with it', async () => {
    // Every photo is there twice and labelled at random: its copy would give it away.
    const doubled = matrix(12, 2, Float32Array.of(...features.data, ...features.data));
    const odd = Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
    const options = { classWeights, neighbours: 1 };
    const keys = Array.from({ length: 12 }, (_, i) => `photo ${i % 6}`);
    const careless = await fitKnn(doubled, odd, standardizer, plainMultiplier, options);
    const careful = await fitKnn(doubled, odd, standardizer, plainMultiplier, { ...options, keys });
    expect(careless.table[0]?.accuracy).toBe(1);
    expect(careful.table[0]?.accuracy).toBeLessThan(0.7);
  });

  test('works with a single photo; refuses no neighbours', async () => {
    const one = matrix(1, 2, Float32Array.of(1, 2));
    const { head, table } = await fitKnn(one, Int32Array.of(0), fitStandardizer(one, [2]), plainMultiplier, { classWeights });
    expect([head.neighbours, table.length]).toEqual([1, 0]);
    await expect(fitKnn(features, labels, standardizer, plainMultiplier, { classWeights, neighbours: 0 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});
