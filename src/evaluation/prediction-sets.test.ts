import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { calibratePredictionSets, leastProbabilityFor, measurePredictionSets, predictionSet } from './prediction-sets.ts';

/** Two classes; the first is the right one and has these probabilities. */
const right = (probabilities: readonly number[]) =>
  matrix(probabilities.length, 2, Float32Array.from(probabilities.flatMap((p) => [p, 1 - p])));
const zeros = (count: number): number[] => new Array<number>(count).fill(0);

describe('prediction sets', () => {
  test('19 photos, coverage 0.9: the second least sure photo decides, ⌊20 · 0.1⌋ = 2', () => {
    const probabilities = Array.from({ length: 19 }, (_, i) => (i + 1) / 32); // 1/32 … 19/32, exact in 32 bits
    const calibration = calibratePredictionSets(right(probabilities), zeros(19), 'held-out');
    expect(calibration.images).toBe(19);
    expect(leastProbabilityFor(calibration, 0.9)).toBe(2 / 32);
    expect(leastProbabilityFor(calibration, 0.95)).toBe(1 / 32);
    expect(leastProbabilityFor(calibration, 0.96)).toBe(0); // too few photos to promise that: every class is in
    expect(leastProbabilityFor(calibration, 0.901)).toBe(leastProbabilityFor(calibration, 0.91));
    expect(leastProbabilityFor(calibration, 0.5)).toBe(10 / 32);
  });

  test('photos without a prediction are passed over', () => {
    const some = right([0.25, Number.NaN, 0.75]);
    expect(calibratePredictionSets(some, zeros(3), 'out-of-fold').images).toBe(2);
  });

  test('a set is sorted, holds what is probable enough, and never is empty', () => {
    const probabilities = Float32Array.of(0.125, 0.5, 0.25, 0.125);
    expect(predictionSet(probabilities, 0.2)).toEqual([1, 2]);
    expect(predictionSet(probabilities, 0.125)).toEqual([1, 2, 0, 3]);
    expect(predictionSet(probabilities, 0.9)).toEqual([1]);
  });

  test('measured by hand', () => {
    const calibration = { images: 9, on: 'held-out' as const, leastProbabilities: new Array<number>(50).fill(0.25) };
    const probabilities = matrix(3, 3, Float32Array.of(0.5, 0.25, 0.25, 0.8, 0.1, 0.1, 0.3, 0.6, 0.1));
    const found = measurePredictionSets(probabilities, [0, 1, 1], calibration, 0.9); // sets abc, a, ba
    expect(found).toMatchObject({ coverage: 0.9, covered: 2 / 3, averageSize: 2, single: 1 / 3, images: 3 });
    expect(found.perClass).toEqual([1, 1 / 2, null]);
  });

  test('a greater coverage never makes a set smaller', () => {
    const row = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(row, (probabilities) => {
        const { leastProbabilities } = calibratePredictionSets(right(probabilities), zeros(probabilities.length), 'held-out');
        for (const [step, least] of leastProbabilities.entries()) expect(least).toBeLessThanOrEqual(leastProbabilities[step - 1] ?? 1);
      }),
    );
  });

  test.each([0.4, 1, Number.NaN])('refuses a coverage of %d', (coverage) => {
    const calibration = calibratePredictionSets(right([0.5]), [0], 'held-out');
    expect(() => leastProbabilityFor(calibration, coverage)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  test.each([0.8, 0.9, 0.95])('coverage %d is kept on simulated photos, within the binomial bounds', (coverage) => {
    // A wrong model on purpose: the promise holds whatever the probabilities are, as long as the photos are alike.
    const random = seededRandom(12);
    const classes = 5;
    const draw = (photos: number) => {
      const labels = Array.from({ length: photos }, () => random.below(classes));
      const probabilities = matrix(photos, classes);
      for (const [photo, label] of labels.entries()) {
        const weights = Array.from({ length: classes }, (_, c) => Math.exp(2 * random.normal() + (c === label ? 1.5 : 0) + 0.3 * c));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (const [c, weight] of weights.entries()) probabilities.data[photo * classes + c] = weight / total;
      }
      return { labels, probabilities };
    };
    const [rounds, photos] = [300, 40];
    let covered = 0;
    for (let round = 0; round < rounds; round++) {
      const known = draw(99);
      const fresh = draw(photos);
      const calibration = calibratePredictionSets(known.probabilities, known.labels, 'held-out');
      covered += measurePredictionSets(fresh.probabilities, fresh.labels, calibration, coverage).covered / rounds;
    }
    // Exact for 99 photos: 100 · (1 - coverage) is whole. Photos of a round share a calibration, whose own coverage is
    // Beta-distributed with variance c(1 - c)/101; four standard errors of both together.
    const variance = (coverage * (1 - coverage)) / (rounds * photos) + (coverage * (1 - coverage)) / (101 * rounds);
    expect(Math.abs(covered - coverage)).toBeLessThan(4 * Math.sqrt(variance));
  });
});
