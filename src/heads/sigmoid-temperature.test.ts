import { expect, test } from 'vitest';
import { labelSets } from '../tensor/label-sets.ts';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { fitSigmoidTemperature } from './sigmoid-temperature.ts';

test('finds the factor that logits were blown up by', () => {
  const random = seededRandom(1);
  const honest = Float32Array.from({ length: 6000 }, () => 2 * random.normal());
  const sets = Array.from({ length: 2000 }, (_, i) =>
    [0, 1, 2].filter((c) => random.next() < 1 / (1 + Math.exp(-Number(honest[3 * i + c])))),
  );
  const logits = matrix(
    2000,
    3,
    honest.map((z) => 5 * z),
  );
  expect(fitSigmoidTemperature(logits, labelSets(sets, 3))).toBeCloseTo(5, 0);
});

test('logits that tell nothing are made even odds, and nothing is certain where all is right', () => {
  expect(fitSigmoidTemperature(matrix(2, 1, Float32Array.of(3, -3)), labelSets([[], [0]], 1))).toBe(100);
  const right = fitSigmoidTemperature(matrix(2, 1, Float32Array.of(3, -3)), labelSets([[0], []], 1));
  // P = N = 1: targets 2/3 and 1/3, so sigmoid(3 / T) = 2/3 and T = 3 / ln 2.
  expect(right).toBeCloseTo(3 / Math.LN2, 6);
  expect(fitSigmoidTemperature(matrix(0, 2), labelSets([], 2))).toBe(1);
});
