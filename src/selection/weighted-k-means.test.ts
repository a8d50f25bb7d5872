import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { weightedKMeans } from './weighted-k-means.ts';

const column = (...values: number[]) => matrix(values.length, 1, Float32Array.from(values));

describe('weightedKMeans', () => {
  test('one cluster: its centre is the weighted mean', async () => {
    // (3·0 + 1·10) / 4 = 2.5
    const { distances } = await weightedKMeans(column(0, 10), Float64Array.of(3, 1), { clusters: 1 });
    expect([...distances]).toEqual([2.5 ** 2, 7.5 ** 2]);
  });

  test('groups that lie apart are found', async () => {
    const random = seededRandom(5);
    const centres = [-50, 0, 70];
    const rows = column(...Array.from({ length: 60 }, (_, i) => (centres[i % 3] ?? 0) + random.normal()));
    for (let seed = 0; seed < 20; seed++) {
      const { clusterOf } = await weightedKMeans(rows, new Float64Array(60).fill(1), { clusters: 3, seed });
      expect(new Set(clusterOf).size).toBe(3);
      for (let row = 3; row < 60; row++) expect(clusterOf[row]).toBe(clusterOf[row % 3]);
    }
  });

  test('as many clusters as different rows: every distance is 0; copies share a cluster', async () => {
    const rows = column(4, 1, 4, 9, 1);
    const { clusterOf, distances } = await weightedKMeans(rows, new Float64Array(5).fill(1), { clusters: 3 });
    expect([...distances]).toEqual([0, 0, 0, 0, 0]);
    expect(clusterOf[0]).toBe(clusterOf[2]);
    expect(clusterOf[1]).toBe(clusterOf[4]);
    expect(new Set(clusterOf).size).toBe(3);
    // More clusters than different rows is no fault.
    expect(new Set((await weightedKMeans(rows, new Float64Array(5).fill(1), { clusters: 5 })).clusterOf).size).toBe(3);
  });

  test('every row is with the nearest centre, and the distance is to it; the same seed gives the same', async () => {
    const points = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 2, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(points, fc.nat(50), fc.integer({ min: 1, max: 4 }), async (values, seed, wanted) => {
        const clusters = Math.min(wanted, values.length);
        const weights = Float64Array.from(values, (value) => 1 + Math.abs(value));
        const found = await weightedKMeans(column(...values), weights, { clusters, seed });
        expect(await weightedKMeans(column(...values), weights, { clusters, seed })).toEqual(found);
        // Fifteen steps are enough for so few points, so the centres are the weighted means of what is in the clusters.
        const means = Array.from({ length: clusters }, (_, cluster) => {
          const own = values.flatMap((value, row) => (found.clusterOf[row] === cluster ? [{ value, weight: weights[row] ?? 0 }] : []));
          return own.reduce((sum, { value, weight }) => sum + value * weight, 0) / own.reduce((sum, { weight }) => sum + weight, 0);
        });
        for (const [row, value] of values.entries()) {
          const nearest = Math.min(...means.filter((mean) => !Number.isNaN(mean)).map((mean) => (value - mean) ** 2));
          expect(found.distances[row]).toBeCloseTo(nearest, 2); // sums of 32-bit floats up to 30² · 14
        }
      }),
    );
  });

  test('wrong numbers of clusters and weights', async () => {
    await expect(weightedKMeans(column(1, 2), Float64Array.of(1, 1), { clusters: 3 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(weightedKMeans(column(1, 2), Float64Array.of(1), { clusters: 1 })).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
  });
});
