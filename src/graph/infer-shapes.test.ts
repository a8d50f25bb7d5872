import { expect, test } from 'vitest';
import { smallTflite } from '../../test/fixtures/small-networks.ts';
import { runGraph } from '../../test/run-graph.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { readTflite } from '../formats/tflite/read.ts';
import { tensor } from '../tensor/tensor.ts';
import type { Attribute, Graph, Node } from './graph.ts';
import { int, ints, string } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { inferShapes } from './infer-shapes.ts';
import { averagePoolAsConvolution } from './optimize/average-pool-as-convolution.ts';
import { symmetricWeights } from './optimize/symmetric-weights.ts';

/** Runs a graph with every value as an output, and compares each shape with what was inferred. */
async function expectShapesAsRun(graph: Graph, inputs: Parameters<typeof runGraph>[1]): Promise<void> {
  const inferred = inferShapes(graph);
  // What comes from constants alone is folded away, and what is in 8 bits is no float32 output.
  const computed = new Set(graph.inputs.map((input) => input.name));
  for (const node of graph.nodes)
    if (node.inputs.some((input) => computed.has(input))) for (const output of node.outputs) computed.add(output);
  const isReal = (node: Node): boolean => node.operator !== 'QuantizeLinear' && !node.name.endsWith(':nchw');
  const shown = graph.nodes.filter(isReal).flatMap((node) => node.outputs.filter((output) => computed.has(output)));
  const found = await runGraph(
    { ...graph, outputs: shown.map((name) => ({ name, dtype: 'float32', shape: inferred.get(name) ?? [] })) },
    inputs,
  );
  expect(Object.keys(found).sort()).toEqual(shown.sort());
  for (const name of shown) {
    const expected = (inferred.get(name) ?? []).map((size) => (size === 'batch' ? 2 : size));
    expect(found[name]?.shape, name).toEqual(expected);
  }
}

test('every value of a converted network has the shape that was inferred', async () => {
  const published = convertTflite(readTflite(smallTflite()), 'small');
  const pixels = tensor('uint8', [2, 5, 5, 2], new Uint8Array(100).fill(9));
  await expectShapesAsRun(published, { pixels });
  await expectShapesAsRun(averagePoolAsConvolution(symmetricWeights(published)), { pixels });
});

test('sums and least values over axes, kept and dropped', async () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 3, 4] });
  builder.add('ReduceSumSquare', ['x'], { as: 'squares', attributes: { axes: ints([1]), keepdims: int(0) } });
  builder.add('ReduceMin', ['x'], { as: 'least', attributes: { axes: ints([-1]), keepdims: int(1) } });
  builder.add('ReduceL2', ['x'], { as: 'length', attributes: { axes: ints([1, 2]) } });
  const axes = builder.constant('axes', tensor('int64', [1], BigInt64Array.of(2n)));
  builder.add('ReduceSum', ['x', axes], { as: 'sum', attributes: { keepdims: int(0) } });
  builder.add('Max', ['least', 'length'], { as: 'larger' });
  builder.add('Sigmoid', ['larger'], { as: 'squeezed' });
  const graph = builder.finish('reductions', []);
  await expectShapesAsRun(graph, { x: tensor('float32', [2, 3, 4], new Float32Array(24).fill(1)) });
});

const windows: [string, Record<string, Attribute>][] = [
  ['valid', { kernel_shape: ints([3, 2]) }],
  ['strides', { kernel_shape: ints([3, 3]), strides: ints([2, 3]) }],
  ['pads', { kernel_shape: ints([3, 3]), pads: ints([1, 0, 1, 1]) }],
  ['same', { kernel_shape: ints([3, 3]), strides: ints([2, 2]), auto_pad: string('SAME_UPPER') }],
  ['ceil', { kernel_shape: ints([3, 3]), strides: ints([2, 2]), ceil_mode: int(1) }],
  ['dilations', { kernel_shape: ints([2, 2]), dilations: ints([2, 3]) }],
];

test.each(windows)('a pool with %s', async (_name, attributes) => {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 3, 8, 10] });
  builder.add('MaxPool', ['x'], { as: 'out', attributes });
  const graph = builder.finish('g', [{ name: 'out', dtype: 'float32', shape: [] }]);
  await expectShapesAsRun(graph, { x: tensor('float32', [2, 3, 8, 10], new Float32Array(480)) });
});

test('operators that change shapes', async () => {
  const builder = new GraphBuilder();
  const numbers = (name: string, ...values: number[]) =>
    builder.constant(name, tensor('int64', [values.length], BigInt64Array.from(values.map(BigInt))));
  const floats = (name: string, ...shape: number[]) =>
    builder.constant(name, tensor('float32', shape, new Float32Array(shape.reduce((all, size) => all * size, 1))));
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 3, 4, 5] });
  const transposed = builder.add('Transpose', ['x'], { attributes: { perm: ints([0, 2, 3, 1]) } });
  builder.add('Reshape', [transposed, numbers('to', 0, -1, 6)]);
  const flat = builder.add('Flatten', ['x'], { attributes: { axis: int(1) } });
  builder.add('Gemm', [flat, floats('w', 60, 7)]);
  builder.add('Gemm', [flat, floats('wt', 9, 60)], { attributes: { transB: int(1) } });
  builder.add('MatMul', [flat, 'w']);
  builder.add('Pad', ['x', numbers('pads', 0, 0, 1, 0, 0, 0, 2, 3)]);
  builder.add('Concat', ['x', 'x', 'x'], { attributes: { axis: int(-1) } });
  builder.add('Mul', ['x', floats('per_channel', 3, 1, 1)]);
  builder.add('Add', [floats('wide', 1, 3, 4, 5), floats('row', 5)]);
  builder.add('GlobalAveragePool', ['x']);
  builder.add('Conv', ['x', floats('kernel', 6, 1, 3, 3)], { attributes: { group: int(3), pads: ints([1, 1, 1, 1]) } });
  const graph = builder.finish('g', [{ name: flat, dtype: 'float32', shape: [] }]);
  await expectShapesAsRun(graph, { x: tensor('float32', [2, 3, 4, 5], new Float32Array(120)) });
});

test('an operator without a rule is named', () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: [1] });
  const out = builder.add('NonMaxSuppression', ['x']);
  const graph = builder.finish('g', [{ name: out, dtype: 'float32', shape: [] }]);
  expect(() => inferShapes(graph)).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_OPERATOR', message: expect.stringContaining('NonMaxSuppression') }),
  );
});
