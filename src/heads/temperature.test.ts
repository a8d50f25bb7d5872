import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { fitTemperature } from './temperature.ts';

/** n photos of two classes with logits (±1, 0), the first `right` of them right. */
function votes(n: number, right: number) {
  const logits = matrix(n, 2);
  const labels = new Int32Array(n);
  for (let i = 0; i < n; i++) logits.data[2 * i] = i < right ? 1 : -1;
  return { logits, labels };
}

describe('fitTemperature', () => {
  test('equal margins: the confidence becomes the smoothed accuracy', () => {
    // Each photo's margin is ±1/T; with targets t = (n+1)/(n+2) the best p is the mean target of what is bet on.
    const [n, right] = [10, 8];
    const { logits, labels } = votes(n, right);
    const target = (n + 1) / (n + 2);
    const p = (right * target + (n - right) * (1 - target)) / n;
    expect(1 / fitTemperature(logits, labels)).toBeCloseTo(Math.log(p / (1 - p)), 8);
  });

  test('all right: as sure as so many photos allow, and no surer', () => {
    for (const n of [5, 50, 5000]) {
      const { logits, labels } = votes(n, n);
      // p = (n + 1)/(n + 2), so the margin is ln(n + 1).
      expect(1 / fitTemperature(logits, labels)).toBeCloseTo(Math.log(n + 1), 6);
    }
  });

  test('finds the temperature that labels were drawn at', () => {
    const random = seededRandom(5);
    const n = 20_000;
    const logits = matrix(n, 3);
    const labels = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const z = [3 * random.normal(), 3 * random.normal(), 3 * random.normal()];
      logits.data.set(z, 3 * i);
      const e = z.map((logit) => Math.exp(logit / 2.5));
      const [a = 0, b = 0, c = 0] = e;
      const u = random.next() * (a + b + c);
      labels[i] = u < a ? 0 : u < a + b ? 1 : 2;
    }
    expect(fitTemperature(logits, labels)).toBeCloseTo(2.5, 1); // the standard error at 20,000 photos is 0.03
  });

  test('scaling the logits scales the temperature', () => {
    const { logits, labels } = votes(10, 7);
    const t = fitTemperature(logits, labels);
    expect(
      fitTemperature(
        matrix(
          10,
          2,
          logits.data.map((z) => 3 * z),
        ),
        labels,
      ),
    ).toBeCloseTo(3 * t, 6);
  });

  test('logits that tell nothing, or the opposite, give the hottest; no photos give 1', () => {
    expect(fitTemperature(matrix(4, 2), Int32Array.of(0, 1, 0, 1))).toBe(100);
    expect(fitTemperature(votes(10, 1).logits, new Int32Array(10))).toBe(100);
    expect(fitTemperature(matrix(0, 2), new Int32Array(0))).toBe(1);
  });
});
