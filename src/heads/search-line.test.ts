import { describe, expect, test } from 'vitest';
import { type LinePoint, searchConvexLine } from './search-line.ts';

const parabola =
  (center: number) =>
  (step: number): LinePoint => ({
    value: (step - center) ** 2,
    slope: 2 * (step - center),
    curvature: 2,
  });
/** log(1 + e^t) - t/4: nearly straight far out, so that Newton's steps overshoot. Its minimum is where 1/(1 + e^-t) = 1/4. */
const softplus =
  (shift: number) =>
  (step: number): LinePoint => {
    const p = 1 / (1 + Math.exp(-(step - shift)));
    return { value: Math.log1p(Math.exp(step - shift)) - (step - shift) / 4, slope: p - 1 / 4, curvature: p * (1 - p) };
  };

describe('searchConvexLine', () => {
  test('takes a first step that is good enough, and looks once', () => {
    let looks = 0;
    const evaluate = (step: number): LinePoint => {
      looks++;
      return parabola(1.2)(step);
    };
    expect(searchConvexLine(evaluate, parabola(1.2)(0), 1).step).toBe(1);
    expect(looks).toBe(1);
  });

  test.each([1e-6, 1e-3, 1, 100])('finds the minimum of a parabola from a first step of %d', (first) => {
    expect(searchConvexLine(parabola(3), parabola(3)(0), first, 1e-9).step).toBeCloseTo(3, 8);
  });

  test.each([0.01, 1, 40])('finds the minimum of a function that Newton alone overshoots, from %d', (first) => {
    const { step } = searchConvexLine(softplus(20), softplus(20)(0), first, 1e-9);
    expect(step).toBeCloseTo(20 - Math.log(3), 6);
  });

  test('falls always', () => {
    for (const first of [0.1, 1, 10, 50]) {
      const start = softplus(5)(0);
      expect(searchConvexLine(softplus(5), start, first).point.value).toBeLessThan(start.value);
    }
  });
});
