import { expect, test } from 'vitest';
import { compareAnswers } from './compare-answers.ts';

const rows = (...all: number[][]) => all.map((row) => Float32Array.from(row));

test('the same answers do not differ', () => {
  const answers = rows([0.7, 0.2, 0.1], [0.1, 0.6, 0.3]);
  expect(compareAnswers(answers, answers)).toEqual({ maxDifference: 0, meanDifference: 0, agreement: 1, logitError: 0 });
});

test('worked by hand', () => {
  const [expected, found] = [rows([16 / 17, 1 / 17], [1 / 17, 16 / 17]), rows([0.5, 0.5], [1 / 17, 16 / 17])];
  const { maxDifference, meanDifference, agreement, logitError } = compareAnswers(expected, found);
  expect(maxDifference).toBeCloseTo(16 / 17 - 0.5, 6);
  expect(meanDifference).toBeCloseTo((16 / 17 - 0.5) / 2, 6);
  expect(agreement).toBe(1); // of two alike the first is taken
  // Logits are ±log(16)/2 and change sign from picture to picture; those of the first picture are 0 in the other network.
  expect(logitError).toBeCloseTo(Math.sqrt(1 / 2), 5);
});

test('one picture is compared, too', () => {
  const { logitError } = compareAnswers(rows([0.7, 0.2, 0.1]), rows([0.69, 0.2, 0.11]));
  expect(logitError).toBeGreaterThan(0);
  expect(logitError).toBeLessThan(0.1);
});

test('labels that may be there together are judged each for itself', () => {
  const [expected, halved] = [rows([0.9, 0.2], [0.1, 0.8]), rows([0.45, 0.1], [0.05, 0.4])];
  expect(compareAnswers(expected, expected, { exclusive: false })).toMatchObject({ agreement: 1, logitError: 0 });
  const { agreement, logitError } = compareAnswers(expected, halved, { exclusive: false });
  expect(agreement).toBe(0.5); // what was there is there no longer
  expect(logitError).toBeGreaterThan(0.3);
});

test('where the model itself cannot tell, another first guess does not count', () => {
  expect(compareAnswers(rows([0.52, 0.48], [0.9, 0.1]), rows([0.48, 0.52], [0.9, 0.1])).agreement).toBe(1);
  expect(compareAnswers(rows([0.6, 0.4], [0.9, 0.1]), rows([0.4, 0.6], [0.9, 0.1])).agreement).toBe(0.5);
});

test('what is not a number fails every limit', () => {
  const { maxDifference, meanDifference, agreement, logitError } = compareAnswers(rows([0.9, 0.1]), rows([Number.NaN, Number.NaN]));
  expect([maxDifference, meanDifference, logitError]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect(agreement).toBe(0);
});
