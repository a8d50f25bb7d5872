import { describe, expect, test } from 'vitest';
import { largestDifference, outputOf } from '../../test/run-graph.ts';
import { noveltyNodes } from '../export/novelty-nodes.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import { fitNovelty } from './fit-novelty.ts';
import { measureNovelty, type Novelty } from './novelty.ts';
import { stratifiedFolds } from './stratified-folds.ts';

/** Two classes on a line, at ±3, and a second feature of noise. */
function twoClasses(photos: number, seed: number) {
  const random = seededRandom(seed);
  const labels = Int32Array.from({ length: photos }, (_, i) => i % 2);
  const data = Float32Array.from({ length: 2 * photos }, (_, i) => random.normal() + (i % 2 === 0 ? 6 * (labels[i >> 1] ?? 0) - 3 : 0));
  return { labels, features: matrix(photos, 2, data) };
}

const byHand: Novelty = {
  mean: Float32Array.of(1, 0),
  scale: Float32Array.of(0.5, 2),
  centres: matrix(2, 2, Float32Array.of(1, 0, -1, 2)),
  distanceFactor: 0.5,
  relativeFactor: 0.25,
  offset: -1,
};
// x = (5, 1) is x̂ = (2, 2): d = min(1 + 4, 9 + 0) = 5, ‖x̂‖² = 8, r = -3. x = (1, 0) is x̂ = 0: d = min(1, 5) = 1, r = 1.
const two = matrix(2, 2, Float32Array.of(5, 1, 1, 0));
const expected = [0.5 * 5 - 0.25 * 3 - 1, 0.5 + 0.25 - 1];

describe('novelty', () => {
  test('the formula, worked by hand', async () => {
    expect([...(await measureNovelty(byHand, two))]).toEqual(expected);
  });

  test('ONNX Runtime says the same', async () => {
    const builder = new GraphBuilder();
    builder.input({ name: 'features', dtype: 'float32', shape: ['batch', 2] });
    noveltyNodes(builder, byHand, 'features', 'novelty');
    const graph = builder.finish('novelty', [{ name: 'novelty', dtype: 'float32', shape: ['batch'] }]);
    const found = await outputOf(graph, { features: tensor('float32', [2, 2], two.data) });
    expect(found.shape).toEqual([2]);
    expect(largestDifference(found.data, expected)).toBeLessThan(1e-6);
  });

  test('the distance is Mahalanobis’s for a diagonal covariance: Σ (x - μ)² / σ², over the width of the block', async () => {
    const { features, labels } = twoClasses(200, 1);
    const fit = await fitNovelty(features, labels, { classes: 2, foldOf: stratifiedFolds(labels, 2) });
    const only = { ...byHand, ...fit?.novelty, distanceFactor: 1, relativeFactor: 0, offset: 0 };
    const column = (j: number, of: number | undefined) =>
      [...labels.keys()].filter((i) => of === undefined || labels[i] === of).map((i) => features.data[2 * i + j] ?? 0);
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = (values: number[]): number => mean(values.map((value) => (value - mean(values)) ** 2));
    const distance = (c: number): number =>
      [1.5, -2].reduce((sum, x, j) => sum + (x - mean(column(j, c))) ** 2 / variance(column(j, undefined)), 0) / 2;
    const [found = Number.NaN] = await measureNovelty(only, matrix(1, 2, Float32Array.of(1.5, -2)));
    expect(found).toBeCloseTo(Math.min(distance(0), distance(1)), 4);
  });

  test('lets through the part of new photos of known classes that it says, and no stranger far away', async () => {
    const { features, labels } = twoClasses(400, 2);
    const fit = await fitNovelty(features, labels, { classes: 2, foldOf: stratifiedFolds(labels, 2), passes: 0.9 });
    if (fit === undefined) throw new Error('Expected a novelty.');
    const fresh = await measureNovelty(fit.novelty, twoClasses(1000, 3).features);
    const passed = fresh.filter((value) => value <= 0).length / fresh.length;
    expect(Math.abs(passed - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / 400 + (0.9 * 0.1) / 1000)); // threshold and count both vary
    const strangers = matrix(3, 2, Float32Array.of(0, 9, 40, 0, -3, -9));
    expect([...(await measureNovelty(fit.novelty, strangers))].every((value) => value > 0)).toBe(true);
  });

  test('the threshold is the ⌈(n + 1)·passes⌉-th smallest novelty out of fold', async () => {
    const { features, labels } = twoClasses(39, 4);
    const fit = await fitNovelty(features, labels, { classes: 2, foldOf: stratifiedFolds(labels, 2), passes: 0.95 });
    expect(fit?.images).toBe(39);
    expect(fit?.outOfFold.toSorted()[37]).toBeCloseTo(0, 5); // ⌈40 · 0.95⌉ = 38
    expect(fit?.outOfFold.filter((value) => value > 1e-5).length).toBe(1);
  });

  test('too few photos promise nothing; photos that were never held out don’t count', async () => {
    const { features, labels } = twoClasses(18, 5);
    expect(await fitNovelty(features, labels, { classes: 2, foldOf: stratifiedFolds(labels, 2) })).toBeUndefined();
    const more = twoClasses(40, 6);
    const foldOf = stratifiedFolds(more.labels, 2).fill(-1, 0, 10);
    const fit = await fitNovelty(more.features, more.labels, { classes: 2, foldOf });
    expect(fit?.images).toBe(30);
    expect(fit?.outOfFold.subarray(0, 10).every(Number.isNaN)).toBe(true);
  });

  test('a column that hardly varies but for one photo does not decide alone', async () => {
    const { features, labels } = twoClasses(40, 8);
    const wider = matrix(40, 3);
    for (let i = 0; i < 40; i++)
      wider.data.set([...features.data.subarray(2 * i, 2 * i + 2), i === 7 ? 1.1 : i % 7 === 1 ? 1e-4 : 0], 3 * i);
    const fit = await fitNovelty(wider, labels, { classes: 2, foldOf: stratifiedFolds(labels, 2) });
    expect(Math.max(...(fit?.outOfFold ?? [Number.NaN]).map(Math.abs))).toBeLessThan(1e4); // without a bound it is 1e9
  });

  test('a class without photos is near nothing', async () => {
    const { features, labels } = twoClasses(60, 7);
    const foldOf = stratifiedFolds(labels, 2);
    const [two, three] = [
      await fitNovelty(features, labels, { classes: 2, foldOf }),
      await fitNovelty(features, labels, { classes: 3, foldOf }),
    ];
    expect(largestDifference(three?.outOfFold ?? [], two?.outOfFold ?? [])).toBeLessThan(1e-6);
  });
});
