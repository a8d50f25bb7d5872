import { expect, test } from 'vitest';
import { seededRandom } from '../tensor/random.ts';
import { crossEntropyAt } from './cross-entropy.kernel.ts';

const photos = 5;
const classes = 3;
const random = seededRandom(3);
const numbers = () => Float64Array.from({ length: photos * classes }, () => 2 * random.normal());
const logits = numbers();
const direction = numbers();
const labels = Int32Array.of(0, 2, 1, 1, 0);
const weights = Float64Array.of(0.1, 0.4, 0, 0.3, 0.2);
const residual = new Float64Array(photos * classes);
const at = (step: number, from = logits) => crossEntropyAt(from, direction, step, labels, weights, classes, residual);

test('one photo worked by hand: logits 0 and ln 3, the first is right', () => {
  // p = 1/4, 3/4; loss -ln(1/4); residual 1/4 - 1, 3/4.
  const out = new Float64Array(2);
  const { value } = crossEntropyAt(Float64Array.of(0, Math.log(3)), new Float64Array(2), 0, Int32Array.of(0), Float64Array.of(1), 2, out);
  expect(value).toBeCloseTo(Math.log(4), 12);
  expect(out[0]).toBeCloseTo(-3 / 4, 12);
  expect(out[1]).toBeCloseTo(3 / 4, 12);
});

test('slope and curvature are the derivatives of the value', () => {
  const h = 1e-4;
  for (const step of [-0.5, 0, 0.7, 3]) {
    const { slope, curvature } = at(step);
    // Central differences are wrong by the order of h² = 1e-8; the second loses half the digits to rounding.
    expect((at(step + h).value - at(step - h).value) / (2 * h)).toBeCloseTo(slope, 7);
    expect((at(step + h).slope - at(step - h).slope) / (2 * h)).toBeCloseTo(curvature, 7);
  }
});

test('the residual is the gradient in the logits', () => {
  at(0.7);
  const gradient = residual.slice();
  const h = 1e-5;
  for (const index of gradient.keys()) {
    const moved = (by: number) =>
      at(
        0.7,
        Float64Array.from(logits, (logit, i) => (i === index ? logit + by : logit)),
      ).value;
    expect((moved(h) - moved(-h)) / (2 * h)).toBeCloseTo(Number(gradient[index]), 8);
  }
});

test('a photo without weight counts for nothing, and huge logits overflow nothing', () => {
  at(0);
  for (let c = 0; c < classes; c++) expect(residual[c * photos + 2]).toBe(0);
  expect(at(1e6).value).toBeGreaterThan(0);
  expect(Number.isFinite(at(1e6).value)).toBe(true);
});
