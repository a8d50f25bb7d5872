import { describe, expect, test } from 'vitest';
import { smallTflite } from '../../../test/fixtures/small-networks.ts';
import { largestDifference, outputOf, runGraph } from '../../../test/run-graph.ts';
import { convertTflite } from '../../formats/tflite/convert.ts';
import { readTflite } from '../../formats/tflite/read.ts';
import { seededRandom } from '../../tensor/random.ts';
import { tensor } from '../../tensor/tensor.ts';
import type { Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { averagePoolAsConvolution } from './average-pool-as-convolution.ts';
import { dequantize } from './dequantize.ts';

const convert = (precision: 'int8' | 'float32'): Graph => convertTflite(readTflite(smallTflite()), 'small', precision);
const random = seededRandom(3);
const pixels = tensor(
  'uint8',
  [4, 5, 5, 2],
  Uint8Array.from({ length: 4 * 5 * 5 * 2 }, () => random.below(256)),
);
const operators = (graph: Graph): string[] => graph.nodes.map((node) => node.operator);

describe('a converted network', () => {
  test('computes what the file converted to float32 computes, and has no 8-bit left but the pixels', async () => {
    const real = dequantize(convert('int8'));
    expect(operators(real)).not.toContain('QuantizeLinear');
    expect(operators(real)).not.toContain('DequantizeLinear');
    expect([...real.constants.values()].map(({ dtype }) => dtype)).not.toContain('int8');
    const [found, wanted] = [await outputOf(real, { pixels }), await outputOf(convert('float32'), { pixels })];
    expect(found.shape).toEqual([4, 4]);
    expect(largestDifference(found.data, wanted.data)).toBeLessThan(1e-6); // what float32 loses in another order of sums
  });

  test('differs from the 8-bit one by the rounding', async () => {
    const [found, wanted] = [await outputOf(dequantize(convert('int8')), { pixels }), await outputOf(convert('int8'), { pixels })];
    expect(largestDifference(found.data, wanted.data)).toBeLessThan(0.02);
  });

  test('keeps the names of its activations', () => {
    const real = dequantize(convert('int8'));
    const made = real.nodes.flatMap((node) => node.outputs);
    for (const name of ['conv', 'pool', 'concat', 'dense', 'out']) expect(made).toContain(name);
  });

  test('average pools that became convolutions are pools again', () => {
    const network = convert('int8');
    expect(operators(averagePoolAsConvolution(network))).not.toContain('AveragePool');
    expect(dequantize(averagePoolAsConvolution(network))).toEqual(dequantize(network));
  });

  test('done twice is done once', () => {
    const real = dequantize(convert('int8'));
    expect(dequantize(real)).toEqual(real);
  });
});

/** Adds a row, rounds to 8 bits with a step of 1/2 from 0 on, and adds another row. */
function rounding(before: number, after: number): Graph {
  const builder = new GraphBuilder();
  const scalar = (name: string, x: number): string => builder.constant(name, tensor('float32', [], Float32Array.of(x)));
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 4] });
  const sum = builder.add('Add', ['x', scalar('before', before)], { as: 'sum' });
  const scale = scalar('scale', 0.5);
  const zero = builder.constant('zero', tensor('uint8', [], Uint8Array.of(0)));
  const quantized = builder.add('QuantizeLinear', [sum, scale, zero], { as: 'quantized' });
  const rounded = builder.add('DequantizeLinear', [quantized, scale, zero], { as: 'rounded' });
  builder.add('Add', [rounded, scalar('after', after)], { as: 'out' });
  return builder.finish('rounding', [{ name: 'out', dtype: 'float32', shape: ['batch', 4] }]);
}

test('what saturated is still clipped, what was rounded no longer is', async () => {
  const x = tensor('float32', [1, 4], Float32Array.of(-5, 0.3, 100.2, 300));
  const { out } = await runGraph(dequantize(rounding(1, 2)), { x });
  const expected = [0 + 2, 1.3 + 2, 101.2 + 2, 127.5 + 2]; // 8 bits in steps of a half hold 0 to 127.5
  expect(largestDifference(Array.from(out?.data ?? [], Number), expected)).toBeLessThan(1e-5);
});

test('a value that others read as well keeps its name and is not clipped for them', async () => {
  const graph = rounding(0, 0);
  const both = { ...graph, outputs: [...graph.outputs, { name: 'sum', dtype: 'float32' as const, shape: ['batch', 4] }] };
  const { out, sum } = await runGraph(dequantize(both), { x: tensor('float32', [1, 4], Float32Array.of(-1, 0, 1, 2)) });
  expect([...(out?.data ?? [])]).toEqual([0, 0, 1, 2]);
  expect([...(sum?.data ?? [])]).toEqual([-1, 0, 1, 2]);
});

test('weights with a scale for each channel', async () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 2] });
  const stored = builder.constant('stored', tensor('int8', [2, 3], Int8Array.of(1, 2, 3, -4, -5, 127)));
  const scale = builder.constant('scale', tensor('float32', [3], Float32Array.of(1, 0.5, 0.25)));
  const zero = builder.constant('zero', tensor('int8', [3], Int8Array.of(0, 1, -1)));
  const weights = builder.add('DequantizeLinear', [stored, scale, zero], { as: 'weights' }); // axis 1 is the default
  builder.add('MatMul', ['x', weights], { as: 'out' });
  const graph = dequantize(builder.finish('g', [{ name: 'out', dtype: 'float32', shape: ['batch', 3] }]));
  expect([...(graph.constants.get('weights')?.data ?? [])]).toEqual([1, 0.5, 1, -4, -3, 32]);
});
