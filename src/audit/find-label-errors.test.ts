import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { findLabelErrors } from './find-label-errors.ts';

test('as many as the confident joint counts, the least self-confident first', () => {
  // As in confident-joint.test.ts: two photos lie off the diagonal.
  const probabilities = matrix(6, 2, Float32Array.from([0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.1, 0.9, 0.5, 0.5, 0.95, 0.05]));
  const errors = findLabelErrors(probabilities, [0, 0, 0, 1, 1, 1]);
  expect(errors.map(({ photo, given, suggested }) => [photo, given, suggested])).toEqual([
    [5, 1, 0],
    [2, 0, 1],
  ]);
  expect(errors[0]?.confidence).toBeCloseTo(0.95, 6);
  expect(errors[1]?.confidence).toBeCloseTo(0.9, 6);
});

test('nothing where every photo looks like what it is labelled', () => {
  const sure = matrix(4, 2, Float32Array.from([0.9, 0.1, 0.7, 0.3, 0.2, 0.8, 0.4, 0.6]));
  expect(findLabelErrors(sure, [0, 0, 1, 1])).toEqual([]);
});

describe('simulated: a calibrated model, 5 % of 400 labels wrong', () => {
  const random = seededRandom(5);
  const classes = 4;
  const truth = Int32Array.from({ length: 400 }, (_, i) => i % classes);
  const probabilities = matrix(400, classes);
  for (const [i, label] of truth.entries()) {
    const sure = 0.7 + 0.29 * random.next();
    for (let c = 0; c < classes; c++) probabilities.data[i * classes + c] = c === label ? sure : (1 - sure) / (classes - 1);
  }
  const wrong = new Set(Array.from({ length: 20 }, (_, i) => 20 * i + (i % 7)));
  const labels = truth.map((label, i) => (wrong.has(i) ? (label + 1 + (i % (classes - 1))) % classes : label));
  const errors = findLabelErrors(probabilities, labels);

  test('most are found, none is suspected wrongly, and the right label is suggested', () => {
    expect(errors.every(({ photo }) => wrong.has(photo))).toBe(true);
    expect(errors.every(({ photo, suggested }) => suggested === truth[photo])).toBe(true);
    expect(errors.length).toBeGreaterThanOrEqual(8); // half of the photos are above their class's mean, which is the threshold
  });
});
