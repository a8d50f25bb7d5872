import { expect, test } from 'vitest';
import { expectGradients, normal } from '../../../test/float64/expect-gradients.ts';
import { runGraph } from '../../../test/run-graph.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { type Graph, int, ints } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { differentiate } from './differentiate.ts';
import { withCrossEntropy } from './with-cross-entropy.ts';

const numbers = (...values: number[]): Tensor => tensor('int64', [values.length], BigInt64Array.from(values, BigInt));

/** Two convolutions with a branch, pools of all kinds, and a classifier: what the top of InceptionV3 is made of. */
function smallNetwork(): Graph {
  const builder = new GraphBuilder();
  const weights = (name: string, ...shape: number[]): string => builder.constant(name, normal(shape, name.length, 0.4));
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 2, 6, 6] });
  const conv = builder.add('Conv', ['x', weights('w1', 4, 2, 3, 3), weights('b1', 4)], { attributes: { pads: ints([1, 1, 1, 1]) } });
  const relu = builder.add('Relu', [conv]);
  const kernel = { kernel_shape: ints([3, 3]) };
  const max = builder.add('MaxPool', [relu], { attributes: { ...kernel, strides: ints([2, 2]), pads: ints([0, 0, 1, 1]) } });
  const average = builder.add('AveragePool', [relu], { attributes: { ...kernel, strides: ints([2, 2]), pads: ints([0, 0, 1, 1]) } });
  const strided = builder.add('Conv', [relu, weights('w-2', 3, 4, 1, 3), weights('b-2', 3)], {
    attributes: { strides: ints([2, 2]), pads: ints([0, 1, 0, 1]) },
  });
  const bounds = [0, 0.8].map((at) => builder.constant(`bound ${at}`, tensor('float32', [], Float32Array.of(at))));
  const clipped = builder.add('Clip', [strided, ...bounds]);
  const joined = builder.add('Concat', [max, average, clipped], { attributes: { axis: int(1) } });
  const smoothed = builder.add('AveragePool', [joined], { attributes: { ...kernel, pads: ints([1, 1, 1, 1]) } });
  const mean = builder.add('GlobalAveragePool', [builder.add('Add', [joined, smoothed])]);
  const flat = builder.add('Flatten', [mean]);
  const dense = builder.add('Gemm', [flat, weights('w--3', 5, 11), weights('b--3', 5)], { as: 'dense', attributes: { transB: int(1) } });
  return builder.finish('small', [{ name: dense, dtype: 'float32', shape: ['batch', 5] }]);
}

const targets = tensor('float32', [3, 5], Float32Array.of(0.9, 0.1, 0, 0, 0, 0, 0, 1, 0, 0, 0.2, 0.2, 0.2, 0.2, 0.2));

test('the gradients of a small convolutional network are those of finite differences', async () => {
  const graph = withCrossEntropy(smallNetwork(), 'dense');
  await expectGradients(graph, { x: normal([3, 2, 6, 6], 1), targets }, ['w1', 'b1', 'w-2', 'b-2', 'w--3', 'b--3', 'x'], { elements: 6 });
});

test('only what lies between parameters and loss is differentiated, and nothing is computed again', () => {
  const graph = withCrossEntropy(smallNetwork(), 'dense');
  const head = differentiate(graph, { loss: 'loss', parameters: ['w--3', 'b--3'] });
  const added = head.nodes.slice(graph.nodes.length);
  expect(head.nodes.slice(0, graph.nodes.length)).toEqual(graph.nodes);
  expect(added.map(({ operator }) => operator)).not.toContain('ConvTranspose');
  expect(added.filter(({ operator }) => operator === 'Gemm')).toHaveLength(1);
  expect(head.inputs.map(({ name }) => name)).toEqual(['x', 'targets', 'w--3', 'b--3']);
  expect(head.outputs.slice(-2)).toEqual([
    { name: 'gradient:w--3', dtype: 'float32', shape: [5, 11] },
    { name: 'gradient:b--3', dtype: 'float32', shape: [5] },
  ]);
  expect(head.constants.has('w--3')).toBe(false);
  const distinct = new Set(added.map(({ operator, inputs, attributes }) => JSON.stringify([operator, inputs, attributes])));
  expect(distinct.size).toBe(added.length);
});

test('by hand: the loss of two classes and its gradient', async () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 1] });
  builder.constant('w', tensor('float32', [1, 2], Float32Array.of(0, Math.log(3))));
  builder.add('MatMul', ['x', 'w'], { as: 'logits' });
  const graph = withCrossEntropy(builder.finish('two', [{ name: 'logits', dtype: 'float32', shape: ['batch', 2] }]), 'logits');
  const found = await runGraph(differentiate(graph, { loss: 'loss', parameters: ['w'] }), {
    x: tensor('float32', [1, 1], Float32Array.of(2)),
    targets: tensor('float32', [1, 2], Float32Array.of(1, 0)),
    w: tensor('float32', [1, 2], Float32Array.of(0, Math.log(3))),
  });
  // Softmax of (0, 2 ln 3) is (0.1, 0.9); the loss -ln 0.1; the gradient x · (softmax - target).
  expect(found['loss']?.data[0]).toBeCloseTo(Math.log(10), 5);
  expect(found['gradient:w']?.data[0]).toBeCloseTo(-1.8, 5);
  expect(found['gradient:w']?.data[1]).toBeCloseTo(1.8, 5);
});

test('what cannot be differentiated is refused by name', () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 4] });
  builder.constant('w', normal([4], 1));
  builder.constant('axes', numbers(0, 1));
  const scaled = builder.add('Mul', ['x', 'w']);
  builder.add('ReduceSum', [builder.add('CumSum', [scaled, 'axes'])], { as: 'loss', attributes: { keepdims: int(0) } });
  builder.add('ReduceSum', ['x', 'axes'], { as: 'without w', attributes: { keepdims: int(0) } });
  const graph = builder.finish('g', [{ name: 'loss', dtype: 'float32', shape: [] }]);
  const refusal =
    (parameters: string[], loss = 'loss') =>
    () =>
      differentiate(graph, { loss, parameters });
  expect(refusal(['w'])).toThrow(
    expect.objectContaining({
      code: 'UNSUPPORTED_OPERATOR',
      message: expect.stringContaining('CumSum'),
      hint: expect.stringContaining('cut after it'),
    }),
  );
  for (const bad of [refusal(['axes']), refusal(['nothing']), refusal(['w'], scaled), refusal(['w'], 'without w')]) {
    expect(bad).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  }
});
