import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { type BlockActivations, classActivationMap } from './class-activation-map.ts';
import { explainLogit } from './explain-logit.ts';

const sum = (values: Iterable<number>): number => [...values].reduce((all, value) => all + value, 0);

describe('classActivationMap', () => {
  test('two channels over two places, worked by hand', () => {
    const block = { name: 'b', channels: 2, height: 1, width: 2, data: Float32Array.of(4, 0, 1, 3) };
    // Weights 3 and -1: place 0 adds (3*4 - 1*1) / 2, place 1 adds (3*0 - 1*3) / 2. Means 2 and 2: the logit is 6 - 2.
    expect([...classActivationMap(block, Float32Array.of(3, -1)).data]).toEqual([5.5, -1.5]);
  });

  test('what the pooling rounds is spread evenly, so that the sum is what the head read', () => {
    const block = { name: 'b', channels: 1, height: 1, width: 2, data: Float32Array.of(4, 0), pooled: Float32Array.of(2.5) };
    expect([...classActivationMap(block, Float32Array.of(2)).data]).toEqual([4.5, 0.5]); // 2 * 2.5 = 5, and 1/2 more each
  });

  test('refuses weights of another block', () => {
    const block = { name: 'b', channels: 2, height: 1, width: 1, data: new Float32Array(2) };
    expect(() => classActivationMap(block, new Float32Array(3))).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});

describe('explainLogit', () => {
  const random = seededRandom(3);
  const block = (name: string, channels: number, side: number): BlockActivations => {
    const data = Float32Array.from({ length: channels * side * side }, () => Math.max(0, random.normal()));
    return { name, channels, height: side, width: side, data };
  };
  const blocks = [block('fine', 5, 17), block('coarse', 7, 8)];
  const weights = matrix(
    12,
    3,
    Float32Array.from({ length: 36 }, () => random.normal()),
  );
  const layer = { weights, bias: Float32Array.of(0.5, -1, 2) };
  const pooled = blocks.flatMap(({ channels, height, width, data }) =>
    Array.from({ length: channels }, (_, c) => sum(data.subarray(c * height * width, (c + 1) * height * width)) / (height * width)),
  );
  const logitOf = (index: number): number =>
    pooled.reduce((all, value, row) => all + value * (weights.data[row * 3 + index] ?? 0), layer.bias[index] ?? 0);

  test('the map and the bias sum to the logit, at any resolution', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 2 }),
        (width, height, index) => {
          const { map, logit, bias, blocks: parts } = explainLogit(layer, blocks, { index, width, height });
          expect(map.data).toHaveLength(width * height);
          expect(sum(map.data) + bias).toBeCloseTo(logitOf(index), 5); // activations and means are float32
          expect(logit).toBeCloseTo(logitOf(index), 5);
          expect(sum(parts.map(({ evidence }) => evidence)) + bias).toBeCloseTo(logit, 9);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('against another class: the difference of the two', () => {
    const { map, bias } = explainLogit(layer, blocks, { index: 0, against: 2, width: 10, height: 10 });
    expect(bias).toBe(-1.5);
    expect(sum(map.data) + bias).toBeCloseTo(logitOf(0) - logitOf(2), 5);
  });

  test('refuses blocks that do not make up the features', () => {
    expect(() => explainLogit(layer, blocks.slice(1), { index: 0, width: 2, height: 2 })).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH' }),
    );
  });
});
