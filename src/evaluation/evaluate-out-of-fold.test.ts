import { expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { evaluateOutOfFold } from './evaluate-out-of-fold.ts';

const probabilities = matrix(4, 2, Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4, Number.NaN, Number.NaN));

test('counts the photos that were held out, and no others', () => {
  const found = evaluateOutOfFold({ foldOf: Int32Array.of(0, 1, 1, -1), probabilities }, [0, 1, 1, 0], ['a', 'b']);
  expect(found).toMatchObject({ folds: 2, neverHeldOut: 1, images: 3, accuracy: 2 / 3 });
  expect(found).not.toHaveProperty('uncalibrated');
});

test('tells how honest the probabilities were before, where that is known', () => {
  const uncalibrated = matrix(4, 2, Float32Array.of(1, 0, 0, 1, 1, 0, Number.NaN, Number.NaN));
  const found = evaluateOutOfFold({ foldOf: Int32Array.of(0, 1, 1, -1), probabilities, uncalibrated }, [0, 1, 1, 0], ['a', 'b']);
  expect(found?.uncalibrated?.error).toBeCloseTo(1 / 3, 12); // three certainties, one of them wrong
});

test('no photo held out, no numbers', () => {
  expect(evaluateOutOfFold({ foldOf: Int32Array.of(-1, -1, -1, -1), probabilities }, [0, 1, 1, 0], ['a', 'b'])).toBeUndefined();
});
