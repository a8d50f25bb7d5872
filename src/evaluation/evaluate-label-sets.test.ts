import { describe, expect, test } from 'vitest';
import { labelSets } from '../tensor/label-sets.ts';
import { matrix } from '../tensor/matrix.ts';
import { evaluateLabelSets } from './evaluate-label-sets.ts';

describe('evaluateLabelSets', () => {
  test('three photos and two classes, by hand', () => {
    // told:   sea          sea, dog      nothing
    // really: sea          dog           dog
    const probabilities = matrix(3, 2, Float32Array.of(0.75, 0.25, 0.5, 0.75, 0.25, 0.125));
    const truth = labelSets([[0], [1], [1]], 2);
    const found = evaluateLabelSets(probabilities, truth, ['sea', 'dog']);
    expect(found).toMatchObject({ images: 3, threshold: 0.5, exactMatch: 1 / 3, hammingLoss: 2 / 6, microF1: 4 / 6 });
    expect(found.perClass).toEqual([
      { label: 'sea', averagePrecision: 1, precision: 1 / 2, recall: 1, f1: 2 / 3, support: 1 },
      // dog: ranked 2nd, 1st, 3rd by 0.25, 0.75, 0.125; has it: the second photo (first) and the third (last).
      { label: 'dog', averagePrecision: (1 + 2 / 3) / 2, precision: 1, recall: 1 / 2, f1: 2 / 3, support: 2 },
    ]);
    expect(found.meanAveragePrecision).toBeCloseTo((1 + 5 / 6) / 2, 12);
    expect(found.macroF1).toBeCloseTo(2 / 3, 12);
    const loss = -(Math.log(0.75) + Math.log(0.75) + Math.log(0.5) + Math.log(0.75) + Math.log(0.75) + Math.log(0.125)) / 3;
    expect(found.logLoss).toBeCloseTo(loss, 12);
  });

  test('a class without photos has no average precision, and does not count in the mean', () => {
    const found = evaluateLabelSets(matrix(2, 2, Float32Array.of(0.9, 0.1, 0.2, 0.1)), labelSets([[0], []], 2), ['a', 'b']);
    expect(found.perClass[1]).toMatchObject({ averagePrecision: null, support: 0 });
    expect(found).toMatchObject({ meanAveragePrecision: 1, macroF1: 1, exactMatch: 1 });
  });

  test('refuses what does not fit', () => {
    const one = matrix(1, 2);
    expect(() => evaluateLabelSets(matrix(0, 2), labelSets([], 2), ['a', 'b'])).toThrow(/at least one row/);
    expect(() => evaluateLabelSets(one, labelSets([[0], [1]], 2), ['a', 'b'])).toThrow(/Received 2 and 2/);
    expect(() => evaluateLabelSets(one, labelSets([[0]], 2), ['a'])).toThrow(/Expected 2 class names/);
  });
});
