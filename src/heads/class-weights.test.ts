import { describe, expect, test } from 'vitest';
import { resolveClassWeights, sampleWeightsOf } from './class-weights.ts';

const labels = Int32Array.of(0, 0, 0, 1);

describe('resolveClassWeights', () => {
  test('balanced: n / (k · n_c), over the classes that have photos', () => {
    expect([...resolveClassWeights('balanced', labels, 3)]).toEqual([4 / (2 * 3), 4 / (2 * 1), 0]);
  });

  test('none, and a list', () => {
    expect([...resolveClassWeights('none', labels, 2)]).toEqual([1, 1]);
    expect([...resolveClassWeights([1, 5], labels, 2)]).toEqual([1, 5]);
  });

  test.each([[[1]], [[1, 0]], [[1, Number.NaN]], [[1, -1]]])('refuses %j for two classes', (weights) => {
    expect(() => resolveClassWeights(weights, labels, 2)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

test('sampleWeightsOf sums to 1 over the photos that are kept', () => {
  const weights = sampleWeightsOf(labels, Float64Array.of(1, 2), (photo) => photo !== 0);
  expect([...weights]).toEqual([0, 1 / 4, 1 / 4, 2 / 4]);
});
