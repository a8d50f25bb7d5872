import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { measureCalibration } from './measure-calibration.ts';

/** Two classes; the first is named with each of these confidences. */
const named = (confidences: readonly number[]) =>
  matrix(confidences.length, 2, Float32Array.from(confidences.flatMap((confidence) => [confidence, 1 - confidence])));

test('a case worked by hand: three photos at 0.75, two at 0.625', () => {
  // Fifteenths: 0.75 lies in (11/15, 12/15], 0.625 in (9/15, 10/15]. Two of the three are right, none of the two.
  const { error, bins } = measureCalibration(named([0.75, 0.75, 0.75, 0.625, 0.625]), [0, 0, 1, 1, 1]);
  expect(bins).toEqual([
    { from: 9 / 15, to: 10 / 15, images: 2, confidence: 0.625, accuracy: 0 },
    { from: 11 / 15, to: 12 / 15, images: 3, confidence: 0.75, accuracy: 2 / 3 },
  ]);
  expect(error).toBeCloseTo((2 / 5) * 0.625 + (3 / 5) * (0.75 - 2 / 3), 12);
});

test('certain and right is honest, certain and wrong is as far off as can be', () => {
  expect(measureCalibration(named([1, 1]), [0, 0])).toMatchObject({ error: 0, errorByChance: 0 });
  expect(measureCalibration(named([1, 1]), [1, 1]).error).toBe(1);
});

test('one photo at 0.75 is off by 0.25 or 0.75 by chance: 3/8 in the mean', () => {
  const { errorByChance } = measureCalibration(named([0.75]), [0]);
  expect(Math.abs(errorByChance - 3 / 8)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25 * 0.25) / 200)); // 200 plays, steps of 1/2
});

test('an honest model shows about the error that chance gives it', () => {
  const random = seededRandom(3);
  let [found, expected] = [0, 0];
  for (let set = 0; set < 20; set++) {
    const confidences = Array.from({ length: 100 }, () => 0.5 + random.next() / 2);
    const labels = confidences.map((confidence) => Number(random.next() >= confidence));
    const { error, errorByChance } = measureCalibration(named(confidences), labels);
    found += error / 20;
    expected += errorByChance / 20;
  }
  expect(Math.abs(found - expected)).toBeLessThan(0.02); // a set's error varies by some 0.025
});

test('bins hold every photo once, and each photo in its range', () => {
  const confidence = fc.double({ min: 0.5, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(confidence, fc.integer({ min: 0, max: 1 })), { minLength: 1, maxLength: 40 }), (photos) => {
      const { bins, error } = measureCalibration(
        named(photos.map(([p]) => p)),
        photos.map(([, label]) => label),
      );
      expect(bins.reduce((sum, { images }) => sum + images, 0)).toBe(photos.length);
      for (const bin of bins) {
        expect(bin.confidence).toBeGreaterThan(bin.from - 1e-6);
        expect(bin.confidence).toBeLessThan(bin.to + 1e-6);
      }
      expect(error).toBeGreaterThanOrEqual(0);
      expect(error).toBeLessThanOrEqual(1);
    }),
    { numRuns: 50 },
  );
});
