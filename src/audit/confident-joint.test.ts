import { expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { confidentJoint, countOffDiagonal } from './confident-joint.ts';

// Six photos, two classes. Class 0: p(0) of its own three is 0.9, 0.8 and 0.1, so t_0 = 0.6. Class 1: p(1) is 0.9, 0.5 and
// 0.1, so t_1 = 0.5.
const probabilities = matrix(6, 2, Float32Array.from([0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.1, 0.9, 0.5, 0.5, 0.9, 0.1]));
const labels = [0, 0, 0, 1, 1, 1];

test('thresholds and counts by hand', () => {
  const { thresholds, counts } = confidentJoint(probabilities, labels);
  expect(thresholds[0]).toBeCloseTo(0.6, 6);
  expect(thresholds[1]).toBeCloseTo(0.5, 6);
  expect(counts).toEqual([
    [2, 1], // the third photo, labelled 0, is confidently 1
    [1, 2], // the last, labelled 1, is confidently 0; the fifth reaches its own threshold exactly
  ]);
  expect(countOffDiagonal({ thresholds, counts })).toBe(2);
});

test('where a photo reaches several thresholds it counts once, for the most probable', () => {
  const three = matrix(3, 3, Float32Array.from([0.4, 0.35, 0.25, 0.3, 0.4, 0.3, 0.34, 0.36, 0.3]));
  const { counts } = confidentJoint(three, [0, 1, 2]); // thresholds 0.4, 0.4 and 0.3
  expect(counts).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1], // 0.36 < 0.4: only class 2's threshold is reached
  ]);
});

test('rows of NaN and classes without photos are not counted', () => {
  const gaps = matrix(3, 3, Float32Array.from([0.9, 0.1, 0, Number.NaN, Number.NaN, Number.NaN, 0.2, 0.8, 0]));
  const { thresholds, counts } = confidentJoint(gaps, [0, 0, 1]);
  expect(thresholds[0]).toBeCloseTo(0.9, 6);
  expect(thresholds[2]).toBeNaN();
  expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(2);
});
