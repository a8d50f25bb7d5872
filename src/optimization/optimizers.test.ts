import { describe, expect, test } from 'vitest';
import { createOptimizer, type OptimizerName, type OptimizerOptions } from './optimizers.ts';

/** Where one weight of 1 goes under the gradients 0.5, then -0.25. */
function walk(name: OptimizerName, options: OptimizerOptions = {}): number[] {
  const optimizer = createOptimizer(name, 1, options);
  const weight = Float32Array.of(1);
  return [0.5, -0.25].map((gradient) => {
    optimizer.step(weight, Float64Array.of(gradient));
    return Number(weight[0]);
  });
}

/** 32-bit state: seven digits. */
function expectWalk(received: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) expect(received[i]).toBeCloseTo(value, 6);
}

describe('steps worked by hand', () => {
  test('sgd', () => {
    expectWalk(walk('sgd'), [1 - 0.01 * 0.5, 1 - 0.01 * 0.5 + 0.01 * 0.25]);
  });

  test('sgd with momentum 0.9', () => {
    // v = -0.05, then 0.9 · -0.05 + 0.025 = -0.02
    expectWalk(walk('sgd', { learningRate: 0.1, momentum: 0.9 }), [0.95, 0.93]);
  });

  test('rmsprop', () => {
    // v = 0.1 · 0.25 = 0.025, then 0.9 · 0.025 + 0.1 · 0.0625 = 0.02875
    const first = 1 - (0.001 * 0.5) / Math.sqrt(0.025 + 1e-7);
    expectWalk(walk('rmsprop'), [first, first + (0.001 * 0.25) / Math.sqrt(0.02875 + 1e-7)]);
  });

  test('adam', () => {
    // The first step is the learning rate, whatever the gradient. Then m = 0.9 · 0.05 - 0.025 = 0.02,
    // v = 0.999 · 0.00025 + 0.001 · 0.0625 = 0.00031225.
    const second = (0.001 * Math.sqrt(1 - 0.999 ** 2)) / (1 - 0.9 ** 2);
    expectWalk(walk('adam'), [0.999, 0.999 - (second * 0.02) / (Math.sqrt(0.00031225) + 1e-7)]);
  });

  test('adam with decay shrinks the weight first', () => {
    // √v is 0.5 · √0.001, so ε shortens the step by 1e-7 / 0.0158.
    const step = 0.1 / (1 + 1e-7 / (0.5 * Math.sqrt(0.001)));
    expectWalk(walk('adam', { learningRate: 0.1, weightDecay: 0.5 }).slice(0, 1), [0.95 - step]);
  });
});
