import { expect, test } from 'vitest';
import { largestDifference, runGraph } from '../../test/run-graph.ts';
import { tensor } from '../tensor/tensor.ts';
import { withClassProbabilities } from './class-probabilities.ts';
import { cut } from './cut.ts';
import type { Graph } from './graph.ts';
import { int } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { withPooledOutputs } from './pooled-outputs.ts';

const row = (...values: number[]) => tensor('float32', [values.length], Float32Array.from(values));

/** Two branches from one input, joined: a = x + 1, b = x * 2, sum = a + b. */
function branches(): Graph {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 2] });
  builder.add('Add', ['x', builder.constant('one', row(1))], { as: 'a' });
  builder.add('Mul', ['x', builder.constant('two', row(2))], { as: 'b' });
  builder.add('Add', ['a', 'b'], { as: 'sum' });
  return builder.finish('branches', [{ name: 'sum', dtype: 'float32', shape: ['batch', 2] }], { origin: 'a test' });
}

test('a cut keeps what its outputs need, and nothing else', async () => {
  const graph = branches();
  const kept = cut(graph, [{ name: 'b', dtype: 'float32', shape: ['batch', 2] }]);
  expect(kept.nodes.map((node) => node.name)).toEqual(['b']);
  expect([...kept.constants.keys()]).toEqual(['two']);
  expect(kept.inputs).toEqual(graph.inputs);
  expect(kept.metadata).toEqual({ origin: 'a test' });
  expect(graph.nodes).toHaveLength(3); // the graph itself stays as it was
  const { b } = await runGraph(kept, { x: tensor('float32', [1, 2], Float32Array.of(3, 4)) });
  expect([...(b?.data ?? [])]).toEqual([6, 8]);
});

test('several outputs keep what any of them needs, in the order of the graph', () => {
  const infos = ['b', 'a'].map((name) => ({ name, dtype: 'float32' as const, shape: ['batch', 2] }));
  const kept = cut(branches(), infos);
  expect(kept.nodes.map((node) => node.name)).toEqual(['a', 'b']);
  expect(kept.outputs.map((output) => output.name)).toEqual(['b', 'a']);
});

test('a value that nothing makes cannot be cut at', () => {
  expect(() => cut(branches(), [{ name: 'c', dtype: 'float32', shape: [] }])).toThrow(expect.objectContaining({ code: 'GRAPH_INVALID' }));
  expect(() => withPooledOutputs(branches(), [{ value: 'c', as: 'pooled' }])).toThrow(expect.objectContaining({ code: 'GRAPH_INVALID' }));
});

test('the builder refuses values that do not exist, and two of one name', () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: [1] });
  const invalid = expect.objectContaining({ code: 'GRAPH_INVALID' });
  expect(() => builder.add('Relu', ['y'])).toThrow(invalid);
  expect(() => builder.add('Relu', ['x'], { as: 'x' })).toThrow(invalid);
  expect(() => builder.constant('x', row(1))).toThrow(invalid);
  expect(() => builder.finish('g', [{ name: 'y', dtype: 'float32', shape: [] }])).toThrow(invalid);
});

test('pooled outputs are means over height and width; what is flat or of one pixel is only renamed', async () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 2, 2, 2] });
  builder.add('Relu', ['x'], { as: 'map' });
  builder.add('GlobalAveragePool', ['map'], { as: 'pixel' });
  builder.add('Flatten', ['pixel'], { as: 'flat', attributes: { axis: int(1) } });
  builder.add('Relu', ['flat'], { as: 'beyond' });
  const graph = builder.finish('g', [{ name: 'beyond', dtype: 'float32', shape: ['batch', 2] }]);
  const pooled = withPooledOutputs(graph, [
    { value: 'map', as: 'one' },
    { value: 'pixel', as: 'two' },
    { value: 'flat', as: 'three' },
  ]);
  expect(pooled.nodes.some((node) => node.name === 'beyond')).toBe(false);
  expect(pooled.outputs.map(({ shape }) => shape)).toEqual(new Array(3).fill(['batch', 2]));
  const x = tensor('float32', [2, 2, 2, 2], Float32Array.of(1, 2, 3, 6, -1, 0, 0, 4, 5, 5, 5, 5, 0, 0, 0, 2));
  const found = await runGraph(pooled, { x });
  for (const name of ['one', 'two', 'three']) {
    expect(found[name]?.shape).toEqual([2, 2]);
    expect([...(found[name]?.data ?? [])]).toEqual([3, 1, 5, 0.5]);
  }
});

/** x goes out as it is, or through a softmax, a reshape and 8 bits. */
function classifier(softmax: boolean): Graph {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 3] });
  let value = 'x';
  if (softmax) {
    value = builder.add('Softmax', [value], { attributes: { axis: int(1) } });
    const scale = builder.constant('scale', tensor('float32', [], Float32Array.of(1 / 256)));
    const zero = builder.constant('zero', tensor('uint8', [], Uint8Array.of(0)));
    value = builder.add('DequantizeLinear', [builder.add('QuantizeLinear', [value, scale, zero]), scale, zero]);
  }
  value = builder.add('Flatten', [value], { as: 'out', attributes: { axis: int(1) } });
  return builder.finish('classifier', [{ name: value, dtype: 'float32', shape: ['batch', 3] }]);
}

test.each([
  ['logits', false, 0, [1 / 8, 2 / 8, 5 / 8]],
  ['logits, the first a background', false, 1, [2 / 7, 5 / 7]],
  ['a softmax', true, 0, [1 / 8, 2 / 8, 5 / 8]],
  ['a softmax, the first a background', true, 1, [2 / 7, 5 / 7]],
])('class probabilities from %s', async (_name, softmax, background, expected) => {
  const graph = withClassProbabilities(classifier(softmax), background);
  expect(graph.outputs).toEqual([{ name: 'probabilities', dtype: 'float32', shape: ['batch', expected.length] }]);
  const x = tensor('float32', [2, 3], Float32Array.of(Math.log(1), Math.log(2), Math.log(5), Math.log(10), Math.log(20), Math.log(50)));
  const { probabilities } = await runGraph(graph, { x });
  expect(probabilities?.shape).toEqual([2, expected.length]);
  // The odds of the second row are those of the first. An eighth is a whole number of 256ths: 8 bits lose nothing here.
  expect(largestDifference(Array.from(probabilities?.data ?? [], Number), [...expected, ...expected])).toBeLessThan(1e-6);
});
