import { expect, test } from 'vitest';
import { applyStandardizer, fitStandardizer } from '../heads/standardize.ts';
import { matrix, rowOf } from '../tensor/matrix.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { findNeighbours } from './find-neighbours.ts';
import { findOutliers } from './find-outliers.ts';
import { poolWithNeighbours } from './pool-with-neighbours.ts';

const options = { blocks: [6, 10], multiplier: plainMultiplier };

function randomFeatures(rows: number, seed: number): ReturnType<typeof matrix> {
  const random = seededRandom(seed);
  return matrix(
    rows,
    16,
    Float32Array.from({ length: rows * 16 }, () => random.normal()),
  );
}

test('the nearest by cosine and by distance are those found one by one', async () => {
  const features = randomFeatures(40, 1);
  const labels = Int32Array.from({ length: 40 }, (_, i) => i % 3);
  const found = await findNeighbours(features, labels, options);
  const points = applyStandardizer(features, fitStandardizer(features, options.blocks));
  const dot = (i: number, j: number): number => rowOf(points, i).reduce((sum, x, k) => sum + x * (rowOf(points, j)[k] ?? 0), 0);
  for (let i = 0; i < 40; i++) {
    const others = [...labels.keys()].filter((j) => j !== i);
    const byCosine = others.toSorted((a, b) => dot(i, b) / Math.sqrt(dot(b, b)) - dot(i, a) / Math.sqrt(dot(a, a)));
    expect([...found.photos.subarray(i * found.count, i * found.count + 5)]).toEqual(byCosine.slice(0, 5));
    const squares = (some: readonly number[]): number[] => some.map((j) => dot(i, i) + dot(j, j) - 2 * dot(i, j)).sort((a, b) => a - b);
    for (const [k, square] of squares(others).slice(0, 10).entries()) expect(found.distances[i * found.count + k]).toBeCloseTo(square, 4);
    const own = squares(others.filter((j) => labels[j] === labels[i]));
    for (const [k, square] of own.slice(0, 10).entries()) expect(found.ownDistances[i * found.count + k]).toBeCloseTo(square, 4);
  }
});

test('fewer photos than neighbours leave gaps', async () => {
  const found = await findNeighbours(randomFeatures(3, 2), Int32Array.of(0, 0, 1), options);
  expect([...found.photos.subarray(0, 4)].filter((photo) => photo >= 0)).toHaveLength(2);
  expect(found.ownDistances[20]).toBe(Number.POSITIVE_INFINITY); // the third is alone in its class
  expect((await findNeighbours(matrix(0, 16), new Int32Array(), options)).photos).toHaveLength(0);
});

test('a photo far from all, and one far from its class alone', async () => {
  const features = randomFeatures(60, 3);
  const labels = Int32Array.from({ length: 60 }, (_, i) => i % 2);
  for (const [i, label] of labels.entries())
    if (label === 1) for (let k = 0; k < 8; k++) rowOf(features, i)[k] = (rowOf(features, i)[k] ?? 0) + 14;
  rowOf(features, 4).fill(-40); // nowhere near
  for (let k = 0; k < 8; k++) rowOf(features, 10)[k] = (rowOf(features, 10)[k] ?? 0) + 14; // labelled 0, among those of 1
  const outliers = findOutliers(await findNeighbours(features, labels, options), labels);
  expect(outliers.map(({ photo, from }) => [photo, from])).toEqual([
    [4, 'all'],
    [10, 'class'],
  ]);
});

test('of few photos, none is an outlier', async () => {
  const features = randomFeatures(6, 4);
  rowOf(features, 0).fill(100);
  const labels = new Int32Array(6);
  expect(findOutliers(await findNeighbours(features, labels, options), labels)).toEqual([]);
});

test('pooling: a logarithmic pool of head and neighbours, by hand; copies do not vote; NaN stays', () => {
  const neighbours = {
    count: 2,
    similarities: Float32Array.of(0, 0, 0, 0, 0, 0),
    photos: Int32Array.of(1, 2, 0, 2, 0, 1),
    distances: new Float32Array(6),
    ownDistances: new Float32Array(6),
  };
  const probabilities = matrix(3, 2, Float32Array.of(0.5, 0.5, 0.9, 0.1, Number.NaN, Number.NaN));
  const pooled = poolWithNeighbours(probabilities, Int32Array.of(0, 1, 1), neighbours, ['a', 'b', 'a']);
  // Photo 0: its copy 2 is silent, so photo 1 votes for class 1 alone: (0 + 0.02) / 1.04 and (1 + 0.02) / 1.04.
  const ratio = (1.02 / 0.02) ** 0.3;
  expect(pooled.data[1]).toBeCloseTo(ratio / (1 + ratio), 5);
  // Photo 1: one vote each, so that the head's ratio remains, to the power 0.7.
  expect(pooled.data[2]).toBeCloseTo(9 ** 0.7 / (1 + 9 ** 0.7), 5);
  expect(pooled.data[4]).toBeNaN();
});
