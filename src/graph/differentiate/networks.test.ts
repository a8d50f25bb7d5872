import { expect, test } from 'vitest';
import { expectGradients, normal } from '../../../test/float64/expect-gradients.ts';
import { runGraph } from '../../../test/run-graph.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { type Graph, int, ints } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { maxPoolAsMaxima } from '../optimize/max-pool-as-maxima.ts';
import { differentiate } from './differentiate.ts';
import { withCrossEntropy } from './with-cross-entropy.ts';
import { dropoutName, withDropout } from './with-dropout.ts';

const targets = tensor('float32', [2, 3], Float32Array.of(0.8, 0.1, 0.1, 0, 0, 1));
const pictures = normal([2, 3, 6, 6], 1);

/** A graph under construction, with what it is about to be trained by. */
class Sketch {
  readonly builder = new GraphBuilder();
  readonly parameters: string[] = [];

  weights(shape: readonly number[], { scale = 0.5, around = 0 } = {}): string {
    const name = `w${this.parameters.length}`;
    const { data } = normal(shape, this.parameters.length + 1, scale);
    this.parameters.push(name);
    return this.builder.constant(
      name,
      tensor(
        'float32',
        shape,
        data.map((x) => x + around),
      ),
    );
  }

  number(value: number): string {
    const name = `number ${value}`;
    return this.builder.has(name) ? name : this.builder.constant(name, tensor('float32', [], Float32Array.of(value)));
  }

  integers(...values: number[]): string {
    const name = `integers ${values}`;
    return this.builder.has(name)
      ? name
      : this.builder.constant(name, tensor('int64', [values.length], BigInt64Array.from(values, BigInt)));
  }

  /** The graph with a classifier of three on a value `[batch, width]`, and its loss. */
  finish(features: string, width: number): Graph {
    const logits = this.builder.add('Gemm', [features, this.weights([3, width]), this.weights([3])], {
      as: 'logits',
      attributes: { transB: int(1) },
    });
    return withCrossEntropy(this.builder.finish('network', [{ name: logits, dtype: 'float32', shape: ['batch', 3] }]), logits);
  }
}

/** Patches, a block with two heads of attention, layer normalization as an operator and written out, GELU written out. */
function transformer(): Sketch & { graph: Graph } {
  const sketch = new Sketch();
  const { builder } = sketch;
  const [tokens, width, heads] = [9, 4, 2];
  const add = (operator: string, inputs: readonly string[], attributes = {}): string => builder.add(operator, inputs, { attributes });
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 3, 6, 6] });
  const patches = add('Conv', ['x', sketch.weights([width, 3, 2, 2])], { strides: ints([2, 2]) });
  const flat = add('Transpose', [add('Reshape', [patches, sketch.integers(0, width, tokens)])], { perm: ints([0, 2, 1]) });
  const embedded = add('Add', [flat, sketch.weights([1, tokens, width])]);

  const first = add('LayerNormalization', [embedded, sketch.weights([width], { around: 1 }), sketch.weights([width])]);
  const [q = '', k = '', v = ''] = [0, 1, 2].map(() => {
    const projected = add('Add', [add('MatMul', [first, sketch.weights([width, width])]), sketch.weights([width])]);
    return add('Transpose', [add('Reshape', [projected, sketch.integers(0, -1, heads, width / heads)])], { perm: ints([0, 2, 1, 3]) });
  });
  const scores = add('Div', [add('MatMul', [q, add('Transpose', [k], { perm: ints([0, 1, 3, 2]) })]), sketch.number(Math.SQRT2)]);
  const mixed = add('Transpose', [add('MatMul', [add('Softmax', [scores]), v])], { perm: ints([0, 2, 1, 3]) });
  const attended = add('MatMul', [add('Reshape', [mixed, sketch.integers(0, -1, width)]), sketch.weights([width, width])]);
  const sum = add('Add', [embedded, attended]);

  const centred = add('Sub', [sum, add('ReduceMean', [sum], { axes: ints([-1]) })]);
  const variance = add('ReduceMean', [add('Pow', [centred, sketch.number(2)])], { axes: ints([-1]) });
  const normalized = add('Div', [centred, add('Sqrt', [add('Add', [variance, sketch.number(1e-3)])])]);
  const second = add('Add', [add('Mul', [normalized, sketch.weights([width], { around: 1 })]), sketch.weights([width])]);
  const hidden = add('Add', [add('MatMul', [second, sketch.weights([width, 6])]), sketch.weights([6])]);
  const gate = add('Add', [add('Erf', [add('Div', [hidden, sketch.number(Math.SQRT2)])]), sketch.number(1)]);
  const activated = add('Mul', [add('Mul', [hidden, gate]), sketch.number(0.5)]);
  const out = add('Add', [sum, add('MatMul', [activated, sketch.weights([6, width])])]);
  const token = add('Gather', [out, builder.constant('first', tensor('int64', [], BigInt64Array.of(0n)))], { axis: int(1) });
  const mean = add('ReduceMean', [out], { axes: ints([1]), keepdims: int(0) });
  return Object.assign(sketch, { graph: sketch.finish(add('Concat', [token, mean], { axis: int(1) }), 2 * width) });
}

test('a transformer block', async () => {
  const { graph, parameters } = transformer();
  await expectGradients(graph, { x: pictures, targets }, parameters, { elements: 2 });
});

/** An inverted bottleneck: SiLU, a depthwise convolution, hard-swish, squeeze and excitation, a residual sum. */
function mobileBlock(): Sketch & { graph: Graph } {
  const sketch = new Sketch();
  const { builder } = sketch;
  const add = (operator: string, inputs: readonly string[], attributes = {}): string => builder.add(operator, inputs, { attributes });
  const frozen = (name: string, numbers: number[]): string =>
    builder.constant(name, tensor('float32', [numbers.length], Float32Array.from(numbers)));
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 3, 6, 6] });
  const wide = add('BatchNormalization', [
    ...[add('Conv', ['x', sketch.weights([4, 3, 1, 1])]), sketch.weights([4], { around: 1 }), sketch.weights([4])],
    ...[frozen('mean', [0.1, -0.2, 0.3, 0]), frozen('variance', [0.5, 1, 2, 1.5])],
  ]);
  const silu = add('Mul', [wide, add('Sigmoid', [wide])]);
  const depthwise = add('Conv', [silu, sketch.weights([4, 1, 3, 3])], { group: int(4), pads: ints([1, 1, 1, 1]) });
  const active = add('HardSwish', [depthwise]);
  const squeezed = add('Relu', [
    add('Conv', [add('GlobalAveragePool', [active]), sketch.weights([2, 4, 1, 1]), sketch.weights([2], { around: 1 })]),
  ]);
  const excited = add('Mul', [active, add('HardSigmoid', [add('Conv', [squeezed, sketch.weights([4, 2, 1, 1])])])]);
  const back = add('Add', ['x', add('Conv', [excited, sketch.weights([3, 4, 1, 1])])]);
  const pooled = add('MaxPool', [back], { kernel_shape: ints([3, 3]), strides: ints([2, 2]), pads: ints([1, 1, 0, 0]) });
  return Object.assign(sketch, { graph: sketch.finish(add('Flatten', [pooled]), 27) });
}

test('an inverted bottleneck with squeeze and excitation', async () => {
  const { graph, parameters } = mobileBlock();
  await expectGradients(graph, { x: pictures, targets }, [...parameters, 'x'], { elements: 3 });
});

test('max pools written as maxima have the same gradients', async () => {
  const { graph, parameters } = mobileBlock();
  const given = Object.fromEntries(parameters.map((name) => [name, graph.constants.get(name) ?? targets]));
  const [pools, maxima] = await Promise.all(
    [graph, maxPoolAsMaxima(graph)].map((form) =>
      runGraph(differentiate(form, { loss: 'loss', parameters }), { x: pictures, targets, ...given }),
    ),
  );
  const numbers = (found: Readonly<Record<string, Tensor>> | undefined, name: string): number[] =>
    Array.from(found?.[name]?.data ?? [], Number);
  for (const name of parameters) {
    const expected = numbers(pools, `gradient:${name}`);
    for (const [i, value] of numbers(maxima, `gradient:${name}`).entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
    expect(expected.some((value) => value !== 0)).toBe(true);
  }
});

test('dropout by a mask that is an input: ones leave the network as it was, zeros stop the gradient', async () => {
  const sketch = new Sketch();
  sketch.builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 4] });
  const hidden = sketch.builder.add('Relu', [sketch.builder.add('MatMul', ['x', sketch.weights([4, 5], { around: 0.5 })])], {
    as: 'hidden',
  });
  const graph = sketch.finish(hidden, 5);
  const dropped = withDropout(graph, 'hidden');
  expect(dropped.inputs.at(-1)).toEqual({ name: dropoutName('hidden'), dtype: 'float32', shape: ['batch', 5] });
  const x = normal([2, 4], 3);
  const ones = tensor('float32', [2, 5], new Float32Array(10).fill(1));
  const mask = tensor('float32', [2, 5], Float32Array.of(2, 0, 2, 0, 2, 0, 0, 2, 2, 0));
  const [plain, whole] = [await runGraph(graph, { x, targets }), await runGraph(dropped, { x, targets, [dropoutName('hidden')]: ones })];
  expect(whole['loss']?.data).toEqual(plain['loss']?.data);
  await expectGradients(dropped, { x, targets, [dropoutName('hidden')]: mask }, sketch.parameters);
  const found = await runGraph(differentiate(dropped, { loss: 'loss', parameters: ['w0'] }), {
    ...{ x, targets, [dropoutName('hidden')]: tensor('float32', [2, 5], new Float32Array(10)) },
    w0: graph.constants.get('w0') ?? x,
  });
  expect(found['gradient:w0']?.data).toEqual(new Float32Array(20));
  expect(() => withDropout(graph, 'x')).toThrow(expect.objectContaining({ code: 'GRAPH_INVALID' }));
});
