import { expect, test } from 'vitest';
import { seededRandom } from '../tensor/random.ts';
import { binaryCrossEntropyAt } from './binary-cross-entropy.kernel.ts';

const photos = 4;
const classes = 3;
const random = seededRandom(5);
const numbers = () => Float64Array.from({ length: photos * classes }, () => 2 * random.normal());
const logits = numbers();
const direction = numbers();
const targets = Uint8Array.from({ length: photos * classes }, () => random.below(2));
const weights = Float64Array.of(0.1, 0.5, 0, 0.4);
const residual = new Float64Array(photos * classes);
const at = (step: number, from = logits) => binaryCrossEntropyAt(from, direction, step, targets, weights, residual);

test('one photo worked by hand: it has the first class of two; logits ln 3 and 0', () => {
  // p = 3/4, 1/2; loss -ln(3/4) - ln(1/2); residual 3/4 - 1, 1/2.
  const out = new Float64Array(2);
  const { value } = binaryCrossEntropyAt(
    Float64Array.of(Math.log(3), 0),
    new Float64Array(2),
    0,
    Uint8Array.of(1, 0),
    Float64Array.of(1),
    out,
  );
  expect(value).toBeCloseTo(Math.log(8 / 3), 12);
  expect(out[0]).toBeCloseTo(-1 / 4, 12);
  expect(out[1]).toBeCloseTo(1 / 2, 12);
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
  expect(Number.isFinite(at(1e6).value)).toBe(true);
  expect(Number.isFinite(at(-1e6).curvature)).toBe(true);
});
