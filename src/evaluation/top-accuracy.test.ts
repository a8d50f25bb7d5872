import { expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { predictedClasses, topAccuracy } from './top-accuracy.ts';

const probabilities = matrix(3, 3, Float32Array.of(0.5, 0.3, 0.2, 0.4, 0.4, 0.2, 0.1, 0.2, 0.7));

test('of equals the first class leads, here and there', () => {
  expect([...predictedClasses(probabilities)]).toEqual([0, 0, 2]);
  expect(topAccuracy(probabilities, [0, 1, 2], 1)).toBeCloseTo(2 / 3, 12);
});

test('the right class may be second', () => {
  expect(topAccuracy(probabilities, [1, 1, 0], 1)).toBe(0);
  expect(topAccuracy(probabilities, [1, 1, 0], 2)).toBeCloseTo(2 / 3, 12);
  expect(topAccuracy(probabilities, [1, 1, 0], 3)).toBe(1);
});
