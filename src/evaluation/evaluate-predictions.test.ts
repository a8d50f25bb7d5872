import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { evaluatePredictions } from './evaluate-predictions.ts';

// Six photos of three classes: cat cat cat dog dog bird, predicted cat cat dog dog cat cat.
const probabilities = matrix(
  6,
  3,
  Float32Array.of(0.8, 0.1, 0.1, 0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0.1, 0.8, 0.1, 0.5, 0.4, 0.1, 0.6, 0.2, 0.2),
);
const labels = [0, 0, 0, 1, 1, 2];
const names = ['cat', 'dog', 'bird'];

describe('evaluatePredictions', () => {
  const evaluation = evaluatePredictions(probabilities, labels, names);

  test('counts, rows true and columns predicted', () => {
    expect(evaluation.images).toBe(6);
    expect(evaluation.confusion).toEqual([
      [2, 1, 0],
      [1, 1, 0],
      [1, 0, 0],
    ]);
    expect(evaluation.accuracy).toBeCloseTo(3 / 6, 12);
  });

  test('scores each class; 0/0 is 0', () => {
    const [cat, dog, bird] = evaluation.perClass;
    expect(cat).toEqual({ label: 'cat', precision: 2 / 4, recall: 2 / 3, f1: 4 / 7, support: 3 });
    expect(dog).toEqual({ label: 'dog', precision: 1 / 2, recall: 1 / 2, f1: 2 / 4, support: 2 });
    expect(bird).toEqual({ label: 'bird', precision: 0, recall: 0, f1: 0, support: 1 });
  });

  test('means over the classes, and the log loss', () => {
    expect(evaluation.balancedAccuracy).toBeCloseTo((2 / 3 + 1 / 2 + 0) / 3, 12);
    expect(evaluation.macroF1).toBeCloseTo((4 / 7 + 1 / 2 + 0) / 3, 12);
    const right = [0.8, 0.5, 0.25, 0.8, 0.4, 0.2];
    expect(evaluation.logLoss).toBeCloseTo(right.reduce((sum, p) => sum - Math.log(p), 0) / 6, 6);
  });

  test('top-k for each k below the number of classes', () => {
    // The bird's photo has its class last but for a tie that the earlier class wins: 5 of 6 among the first two.
    expect(evaluation.topAccuracy).toEqual([{ count: 2, accuracy: 5 / 6 }]);
    const six = matrix(1, 6, Float32Array.of(0.3, 0.25, 0.2, 0.15, 0.07, 0.03));
    const scored = evaluatePredictions(six, [3], [...'abcdef']).topAccuracy;
    expect(scored.map(({ count, accuracy }) => [count, accuracy])).toEqual([
      [2, 0],
      [3, 0],
      [5, 1],
    ]);
  });

  test('is plain JSON', () => {
    const again: unknown = JSON.parse(JSON.stringify(evaluation));
    expect(again).toEqual(evaluation);
  });

  test('a class that is neither there nor predicted does not count in the means', () => {
    const three = matrix(2, 3, Float32Array.of(0.9, 0.1, 0, 0.1, 0.9, 0));
    const { balancedAccuracy, macroF1 } = evaluatePredictions(three, [0, 1], names);
    expect([balancedAccuracy, macroF1]).toEqual([1, 1]);
  });

  test('a certain mistake costs 16 and not infinity', () => {
    const { logLoss } = evaluatePredictions(matrix(1, 2, Float32Array.of(1, 0)), [1], ['a', 'b']);
    expect(logLoss).toBeCloseTo(23 * Math.LN2, 6);
  });

  test('refuses no photos, other names, labels that do not fit', () => {
    expect(() => evaluatePredictions(matrix(0, 3), [], names)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => evaluatePredictions(probabilities, labels, ['cat'])).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
    expect(() => evaluatePredictions(probabilities, [0], names)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
    expect(() => evaluatePredictions(probabilities, [0, 0, 0, 1, 1, 3], names)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
