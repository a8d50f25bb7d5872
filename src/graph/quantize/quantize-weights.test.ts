import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../tensor/random.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { correctBias } from './correct-bias.ts';
import { type QuantizedWeights, quantizeWeights } from './quantize-weights.ts';

const random = seededRandom(11);

function weightsOf(shape: readonly number[], draw = (): number => random.normal()): Tensor<'float32'> {
  const size = shape.reduce((all, side) => all * side, 1);
  return tensor('float32', shape, Float32Array.from({ length: size }, draw));
}

/** Of each weight, its channel: spelled out index by index. */
function channelOf(at: number, shape: readonly number[], axis: number): number {
  let rest = at;
  let index = 0;
  for (let dimension = shape.length - 1; dimension >= axis; dimension--) {
    index = rest % (shape[dimension] ?? 1);
    rest = Math.floor(rest / (shape[dimension] ?? 1));
  }
  return index;
}

const realOf = ({ stored, scales, axis }: QuantizedWeights): number[] =>
  Array.from(stored.data, (value, at) => value * (scales[channelOf(at, stored.shape, axis)] ?? Number.NaN));

const squares = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (x, at) => (x - (b[at] ?? Number.NaN)) ** 2).reduce((sum, each) => sum + each, 0);

describe('quantizeWeights', () => {
  test.each([
    ['a convolution', [6, 4, 3, 3], 0],
    ['a depthwise convolution', [8, 1, 3, 3], 0],
    ['a dense layer', [5, 12], 0],
    ['a dense layer, the other way round', [12, 5], 1],
  ])('%s: rounded to the nearest of the steps of its channel, no worse than with the plain scale', (_what, shape, axis) => {
    const weights = weightsOf(shape);
    const quantized = quantizeWeights(weights, { axis });
    expect(quantized.scales).toHaveLength(shape[axis] ?? 0);
    const largest = new Array<number>(shape[axis] ?? 0).fill(0);
    for (const [at, weight] of weights.data.entries()) {
      const channel = channelOf(at, shape, axis);
      largest[channel] = Math.max(largest[channel] ?? 0, Math.abs(weight));
    }
    const plain: number[] = [];
    for (const [at, weight] of weights.data.entries()) {
      const channel = channelOf(at, shape, axis);
      const scale = quantized.scales[channel] ?? Number.NaN;
      expect(quantized.stored.data[at]).toBe(Math.max(-127, Math.min(127, Math.floor(weight / scale + 0.5))));
      const step = (largest[channel] ?? Number.NaN) / 127;
      plain.push(step * Math.round(weight / step));
    }
    expect(squares(realOf(quantized), weights.data)).toBeLessThanOrEqual(squares(plain, weights.data) * 1.000001);
  });

  test.each([100, 127, 77, 40])('weights on a grid of 8 bits, the largest at %d steps, keep their values', (most) => {
    const weights = weightsOf([3, 40], () => 0.0625 * (random.below(2 * most + 1) - most));
    for (const channel of [0, 1, 2]) weights.data[channel * 40] = 0.0625 * most;
    const quantized = quantizeWeights(weights, { axis: 0 });
    for (const [at, real] of realOf(quantized).entries()) expect(real).toBeCloseTo(weights.data[at] ?? Number.NaN, 5);
  });

  test('7 bits reach 63', () => {
    const quantized = quantizeWeights(weightsOf([4, 50]), { axis: 0, bits: 7 });
    const furthest = Math.max(...quantized.stored.data.map(Math.abs));
    expect(furthest).toBeGreaterThan(45);
    expect(furthest).toBeLessThanOrEqual(63);
  });

  test('a channel of zeros has a scale of 1; a least scale is kept', () => {
    const weights = tensor('float32', [2, 2], Float32Array.of(0, 0, 1, -1));
    expect(quantizeWeights(weights, { axis: 0 }).scales[0]).toBe(1);
    const wide = quantizeWeights(weights, { axis: 0, leastScale: () => 0.5 });
    expect([...wide.scales]).toEqual([0.5, 0.5]);
    expect([...wide.stored.data]).toEqual([0, 0, 2, -2]);
  });
});

describe('correctBias', () => {
  test.each([
    ['a dense layer [out, in]', [4, 6], 0, 1],
    ['a dense layer [in, out]', [6, 4], 1, 1],
    ['a convolution', [4, 6, 3, 3], 0, 1],
    ['a convolution in two groups', [4, 3, 3, 3], 0, 2],
  ])('%s of rounded weights gives what it gave, where the input is its mean everywhere', (_what, shape, axis, groups) => {
    const weights = weightsOf(shape);
    const bias = weightsOf([4]);
    const quantized = quantizeWeights(weights, { axis, bits: 7 });
    const inputs = (shape[axis === 0 ? 1 : 0] ?? 0) * groups;
    const means = Float64Array.from({ length: inputs }, () => 3 * random.normal());
    const corrected = correctBias(weights, quantized, bias, means);
    const rounded = realOf(quantized);
    /** Σ w·mean for each output, each weight placed by its index. */
    const outputsOf = (values: ArrayLike<number>): number[] => {
      const sums = new Array<number>(4).fill(0);
      for (let at = 0; at < values.length; at++) {
        const output = channelOf(at, shape, axis);
        const input = channelOf(at, shape, 1 - axis) + (groups === 2 && output >= 2 ? inputs / 2 : 0);
        sums[output] = (sums[output] ?? 0) + (values[at] ?? 0) * (means[input] ?? 0);
      }
      return sums;
    };
    const before = outputsOf(weights.data).map((sum, output) => sum + (bias.data[output] ?? 0));
    const after = outputsOf(rounded).map((sum, output) => sum + (corrected[output] ?? 0));
    for (const [output, value] of after.entries()) expect(value).toBeCloseTo(before[output] ?? Number.NaN, 4);
    expect(Math.max(...corrected.map((value, output) => Math.abs(value - (bias.data[output] ?? 0))))).toBeGreaterThan(1e-3); // there was something to correct
  });
});
