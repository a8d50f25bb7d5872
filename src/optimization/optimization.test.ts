import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../tensor/random.ts';
import { clipGradients } from './clip-gradients.ts';
import { afterEpoch, nothingMeasured } from './early-stopping.ts';
import { findLearningRate, rampIsOver, rampRate } from './find-learning-rate.ts';
import { learningRateAt } from './learning-rate-schedule.ts';
import { drawMixture, mixBatch } from './mixup.ts';
import { createOptimizer } from './optimizers.ts';
import { softTargets } from './soft-targets.ts';

describe('learningRateAt', () => {
  test('rises in a straight line to the peak, then falls as half a cosine', () => {
    const schedule = { peak: 0.8, steps: 12, warmUp: 4 };
    expect([0, 1, 2, 3].map((step) => learningRateAt(step, schedule))).toEqual([0.2, 0.4, expect.closeTo(0.6, 12), 0.8]);
    expect(learningRateAt(4, schedule)).toBe(0.8);
    expect(learningRateAt(6, schedule)).toBeCloseTo(0.4 * (1 + Math.SQRT1_2), 12); // a quarter of the way: cos 45°
    expect(learningRateAt(8, schedule)).toBeCloseTo(0.4, 12);
    expect(learningRateAt(12, schedule)).toBeCloseTo(0, 12);
    expect(learningRateAt(99, { ...schedule, end: 0.1 })).toBeCloseTo(0.08, 12);
  });
  test('refuses a rate of 0 and a warm-up longer than the training', () => {
    expect(() => learningRateAt(0, { peak: 0, steps: 1 })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => learningRateAt(0, { peak: 1, steps: 3, warmUp: 4 })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('clipGradients', () => {
  test('shortens all by one factor, and leaves short ones alone', () => {
    const gradients = [Float32Array.of(3), Float32Array.of(0, 4)];
    expect(clipGradients(gradients, 10)).toBe(5);
    expect(gradients).toEqual([Float32Array.of(3), Float32Array.of(0, 4)]);
    expect(clipGradients(gradients, 2.5)).toBe(5);
    expect(gradients).toEqual([Float32Array.of(1.5), Float32Array.of(0, 2)]);
    const broken = [Float32Array.of(Number.NaN, 7)];
    expect(clipGradients(broken, 1)).toBeNaN();
    expect(broken[0]?.[1]).toBe(7);
  });
});

describe('softTargets', () => {
  test('spreads a part evenly', () => {
    expect([...softTargets([1, 0], 4, { smoothing: 0.2 }).data]).toEqual([0.05, 0.85, 0.05, 0.05, 0.85, 0.05, 0.05, 0.05].map(Math.fround));
    expect([...softTargets([1], 2).data]).toEqual([0, 1]);
    expect(() => softTargets([4], 4)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('mixup', () => {
  test('λ has the mean and the variance of Beta(α, α): 1/2 and 1/(8α + 4)', () => {
    for (const alpha of [0.2, 1, 3]) {
      const { shares } = drawMixture(20_000, alpha, seededRandom(5));
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
      expect(mean).toBeCloseTo(0.5, 2);
      expect(variance).toBeCloseTo(1 / (8 * alpha + 4), 2);
    }
  });
  test('partners are a permutation, mixtures lie between, and what is shared out sums up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 99 }), (examples, seed) => {
        const mixture = drawMixture(examples, 0.4, seededRandom(seed));
        expect([...mixture.partners].sort((a, b) => a - b)).toEqual([...mixture.partners.keys()]);
        const mixed = mixBatch(
          softTargets(
            Array.from({ length: examples }, (_, i) => i % 3),
            3,
          ).data,
          mixture,
        );
        for (let i = 0; i < examples; i++) expect(mixed.slice(3 * i, 3 * i + 3).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
      }),
    );
    const mixture = { partners: Uint32Array.of(1, 0), shares: Float64Array.of(0.75, 0.5) };
    expect([...mixBatch(Float32Array.of(0, 4, 8, 12), mixture)]).toEqual([2, 6, 4, 8]);
  });
});

describe('findLearningRate', () => {
  // The loss of gradient descent on x²/2 from 1, a step at each rate: it falls below rate 2 and explodes beyond.
  const ramp = { from: 1e-4, to: 10, steps: 100 };
  const losses: number[] = [];
  for (let step = 0, x = 1; step < ramp.steps; step++) {
    losses.push(x * x);
    x *= 1 - rampRate(step, ramp);
  }
  test('rates go in equal factors', () => {
    expect(rampRate(0, ramp)).toBe(1e-4);
    expect(rampRate(99, ramp)).toBeCloseTo(10, 12);
    expect(rampRate(50, ramp) / rampRate(49, ramp)).toBeCloseTo(rampRate(2, ramp) / rampRate(1, ramp), 12);
  });
  test('suggests a rate at which the loss falls fast, below the one that explodes', () => {
    const { suggestion, steepest, points } = findLearningRate(ramp, losses);
    expect(points).toHaveLength(100);
    expect(steepest).toBeGreaterThan(0.01);
    expect(suggestion).toBeGreaterThan(0.003);
    expect(suggestion).toBeLessThan(1);
    expect(rampIsOver(losses.slice(0, 50))).toBe(false);
    expect(rampIsOver([...losses, 1e9])).toBe(true);
    expect(rampIsOver([1, Number.NaN])).toBe(true);
  });
  test('suggests nothing where the loss only rises', () => {
    expect(
      findLearningRate(
        ramp,
        losses.map((_, i) => i),
      ),
    ).toMatchObject({ suggestion: undefined, steepest: undefined });
  });
});

test('early stopping: the first of equals is best, no number never is', () => {
  let state = nothingMeasured;
  const seen = [1, 0.5, 0.5, Number.NaN, 0.4, 0.45].map((loss, epoch) => {
    state = afterEpoch(state, epoch, loss);
    return [state.bestEpoch, state.waited];
  });
  expect(seen).toEqual([[0, 0], [1, 0], [1, 1], [1, 2], [4, 0], [4, 1]]); // biome-ignore format: a table
});

describe('optimizers over several steps, against PyTorch’s rules written out in double precision', () => {
  const gradients = [0.5, -0.25, 1, 0.125, -2, 0.75];
  test('AdamW: I. Loshchilov and F. Hutter 2019, algorithm 2, with ε̂', () => {
    const [rate, decay, b1, b2] = [0.01, 0.1, 0.9, 0.999];
    let [w, m, v] = [1, 0, 0];
    const optimizer = createOptimizer('adam', 1, { learningRate: 5, weightDecay: decay });
    const weight = Float32Array.of(1);
    for (const [i, g] of gradients.entries()) {
      [m, v] = [b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g];
      const corrected = m / (1 - b1 ** (i + 1)) / (Math.sqrt(v / (1 - b2 ** (i + 1))) + 1e-7 / Math.sqrt(1 - b2 ** (i + 1)));
      w = w * (1 - rate * decay) - rate * corrected;
      optimizer.step(weight, Float32Array.of(g), rate); // the rate of the step, not of the options
      expect(weight[0]).toBeCloseTo(w, 6);
    }
  });
  test('decoupled decay for sgd, and going on from a memory', () => {
    const options = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.5 };
    const whole = createOptimizer('sgd', 1, options);
    const weight = Float32Array.of(1);
    let [w, velocity] = [1, 0];
    const other = createOptimizer('sgd', 1, options);
    let copy = Float32Array.of(1);
    for (const [i, g] of gradients.entries()) {
      velocity = 0.9 * velocity - 0.1 * g;
      w = w * (1 - 0.1 * 0.5) + velocity;
      whole.step(weight, Float32Array.of(g));
      expect(weight[0]).toBeCloseTo(w, 6);
      if (i === 2) {
        copy = weight.slice();
        for (const [at, memory] of whole.memory.entries()) other.memory[at]?.set(memory);
        other.taken = whole.taken;
      } else if (i > 2) other.step(copy, Float32Array.of(g));
    }
    expect(copy).toEqual(weight);
  });
});
