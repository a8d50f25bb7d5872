import { describe, expect, test } from 'vitest';
import { seededRandom } from '../tensor/random.ts';
import { learningCurve } from './learning-curve.ts';
import { fitPowerLaw } from './power-law.ts';

const sizes = [3, 6, 12, 24, 48];

describe('fitPowerLaw', () => {
  test('finds the law that made the numbers', () => {
    const law = fitPowerLaw(
      sizes,
      sizes.map((n) => 0.05 + 0.8 * n ** -0.5),
    );
    expect(law.exponent).toBeCloseTo(0.5, 10);
    expect(law.floor).toBeCloseTo(0.05, 6);
    expect(law.scale).toBeCloseTo(0.8, 6);
  });

  test('has no floor below 0, and does not rise', () => {
    const steep = fitPowerLaw(
      sizes,
      sizes.map((n) => Math.max(0, 0.4 - 0.01 * n)),
    );
    expect(steep.floor).toBeGreaterThanOrEqual(0);
    const rising = fitPowerLaw(
      sizes,
      sizes.map((n) => n / 100),
    );
    expect(rising.scale).toBe(0);
    expect(rising.floor).toBeCloseTo((3 + 6 + 12 + 24 + 48) / 500, 12);
  });

  test('with a given exponent, a straight line through the rest', () => {
    const law = fitPowerLaw([1, 4], [1, 0.75], 0.5); // 1 and 1/2 in the law's terms: floor 0.5, scale 0.5
    expect(law).toEqual({ floor: expect.closeTo(0.5, 12), scale: expect.closeTo(0.5, 12), exponent: 0.5 });
  });
});

describe('learningCurve', () => {
  const photos = 3000;
  const labels = Array.from({ length: photos }, (_, i) => i % 2);
  /** The first class errs by 0.1 + 0.6/√n, the second by half of it. */
  const errorOf = (label: number, n: number): number => (0.1 + 0.6 * n ** -0.5) / (1 + label);
  const random = seededRandom(8);
  const parts = sizes.map((n) => ({
    photos: 2 * n,
    right: Float32Array.from(labels, (label, i) => (i < 10 ? Number.NaN : Number(random.next() >= errorOf(label, n)))),
  }));
  const curve = learningCurve(parts, labels, ['a', 'b'], { photos: 120 });

  test('the points are what was measured, their intervals hold the truth', () => {
    expect(curve.points.map(({ photosPerClass }) => photosPerClass)).toEqual(sizes);
    for (const [i, { accuracy, interval }] of curve.points.entries()) {
      const truth = 1 - (errorOf(0, sizes[i] ?? 1) + errorOf(1, sizes[i] ?? 1)) / 2;
      expect(Math.abs(accuracy - truth)).toBeLessThan(4 * Math.sqrt((truth * (1 - truth)) / photos));
      expect(interval.low).toBeLessThan(accuracy);
      expect(interval.high).toBeGreaterThan(accuracy);
    }
  });

  test('the forecast for twice as many is near the truth, and within its interval', () => {
    const truth = 1 - (errorOf(0, 120) + errorOf(1, 120)) / 2;
    expect(curve.twice.photosPerClass).toBe(120);
    expect(Math.abs(curve.twice.accuracy - truth)).toBeLessThan(0.02);
    expect(curve.twice.interval.low).toBeLessThan(truth);
    expect(curve.twice.interval.high).toBeGreaterThan(truth);
    expect(curve.gain.accuracy).toBeCloseTo(curve.twice.accuracy - curve.now.accuracy, 12);
  });

  test('the class that errs most gains most', () => {
    expect(curve.perClass.map(({ label }) => label)).toEqual(['a', 'b']);
    expect(curve.perClass[0]?.gain).toBeGreaterThan(curve.perClass[1]?.gain ?? 1);
  });

  test('refuses too little', () => {
    expect(() => learningCurve(parts.slice(3), labels, ['a', 'b'], { photos: 120 })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
