import fc from 'fast-check';
import { test } from 'vitest';
import { expectGradients, normal } from '../../../test/float64/expect-gradients.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { type Attribute, type Graph, int, ints, string } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { inferShapes } from '../infer-shapes.ts';

const float = (value: number): Attribute => ({ type: 'float', value });
const numbers = (...values: number[]): Tensor => tensor('int64', [values.length], BigInt64Array.from(values, BigInt));

/** A value to try an operator on: an input whose first dimension is free, or a constant. */
type Value = Tensor | { readonly batch: Tensor<'float32'> };

/** A graph of one operator, and the inputs to run it on. By the inputs and by the float32 constants it is differentiated. */
function single(operator: string, values: readonly Value[], attributes: Readonly<Record<string, Attribute>> = {}, domain = '') {
  const builder = new GraphBuilder();
  const inputs: Record<string, Tensor> = {};
  const names = values.map((value, index) => {
    if (!('batch' in value)) return builder.constant(`constant${index}`, value);
    inputs[`x${index}`] = value.batch;
    return builder.input({ name: `x${index}`, dtype: 'float32', shape: ['batch', ...value.batch.shape.slice(1)] });
  });
  builder.append({ name: 'y', operator, domain, inputs: names, outputs: ['y'], attributes });
  const graph = builder.finish(operator, [{ name: 'y', dtype: 'float32', shape: [] }]);
  const shape = inferShapes(graph).get('y') ?? [];
  return { graph: { ...graph, outputs: [{ name: 'y', dtype: 'float32' as const, shape }] } satisfies Graph, inputs };
}

async function check(
  operator: string,
  values: readonly Value[],
  attributes: Readonly<Record<string, Attribute>> = {},
  { by, domain }: { by?: readonly number[]; domain?: string } = {},
): Promise<void> {
  const { graph, inputs } = single(operator, values, attributes, domain);
  const all = values.flatMap((value, index) => ('batch' in value ? [`x${index}`] : value.dtype === 'float32' ? [`constant${index}`] : []));
  const parameters = by?.map((index) => ('batch' in (values[index] ?? {}) ? `x${index}` : `constant${index}`)) ?? all;
  await expectGradients(graph, inputs, parameters);
}

const batch = (shape: readonly number[], seed: number, scale?: number): Value => ({ batch: normal(shape, seed, scale) });
const positive = (shape: readonly number[], seed: number): Tensor<'float32'> => {
  const { data } = normal(shape, seed);
  return tensor(
    'float32',
    shape,
    data.map((x) => Math.abs(x) + 0.3),
  );
};

const axis = fc.record({
  size: fc.integer({ min: 3, max: 7 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  before: fc.integer({ min: 0, max: 2 }),
  after: fc.integer({ min: 0, max: 2 }),
});
type Axis = typeof axis extends fc.Arbitrary<infer T> ? T : never;
const windowAttributes = (axes: readonly Axis[]): Record<string, Attribute> => ({
  strides: ints(axes.map(({ stride }) => stride)),
  pads: ints([...axes.map(({ before }) => before), ...axes.map(({ after }) => after)]),
});
const reachOf = ({ kernel, dilation }: Axis): number => (kernel - 1) * dilation + 1;

test('convolutions: random sizes, strides, pads, dilations, groups, in one and two dimensions', { timeout: 30_000 }, async () => {
  const any = fc.record({
    axes: fc
      .array(axis, { minLength: 1, maxLength: 2 })
      .filter((axes) => axes.every((one) => one.size + one.before + one.after >= reachOf(one))),
    group: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
    seed: fc.integer({ min: 1, max: 1000 }),
  });
  await fc.assert(
    fc.asyncProperty(any, async ({ axes, group, channels, outputs, seed }) => {
      await check(
        'Conv',
        [
          batch([2, group * channels, ...axes.map(({ size }) => size)], seed),
          normal([group * outputs, channels, ...axes.map(({ kernel }) => kernel)], seed + 1),
          normal([group * outputs], seed + 2),
        ],
        { ...windowAttributes(axes), dilations: ints(axes.map(({ dilation }) => dilation)), group: int(group) },
      );
    }),
    { numRuns: 20 },
  );
});

test('convolutions of many channels and of one each, whose weights have other forms of gradient', async () => {
  await check('Conv', [batch([2, 17, 5, 4], 1), normal([3, 17, 2, 3], 2)], { strides: ints([2, 1]), pads: ints([0, 1, 1, 0]) });
  await check('Conv', [batch([2, 17, 3, 4], 1), normal([5, 17, 1, 1], 2)]);
  await check('Conv', [batch([2, 17, 3, 4], 1), normal([2, 17, 1, 2], 2)], { pads: ints([0, 0, 0, 1]) });
  await check('Conv', [batch([2, 18, 6], 1), normal([2, 18, 2], 2)], { dilations: ints([3]) });
  await check('Conv', [batch([2, 4, 5, 4], 1), normal([4, 1, 3, 2], 2)], { pads: ints([1, 0, 1, 1]), group: int(4) });
});

test('transposed convolutions: random sizes, strides, pads, dilations, groups', { timeout: 30_000 }, async () => {
  const any = fc.record({
    axes: fc
      .array(axis, { minLength: 1, maxLength: 2 })
      .filter((axes) =>
        axes.every((one) => one.stride * (one.size - 1) + reachOf(one) > one.before + one.after && one.before + one.after < one.size),
      ),
    group: fc.integer({ min: 1, max: 2 }),
    more: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1000 }),
  });
  await fc.assert(
    fc.asyncProperty(any, async ({ axes, group, more, seed }) => {
      await check(
        'ConvTranspose',
        [
          batch([2, group * 2, ...axes.map(({ size }) => size)], seed),
          normal([group * 2, 2, ...axes.map(({ kernel }) => kernel)], seed + 1),
          normal([group * 2], seed + 2),
        ],
        {
          ...windowAttributes(axes),
          dilations: ints(axes.map(({ dilation }) => dilation)),
          group: int(group),
          output_padding: ints(axes.map(({ stride }) => (more ? stride - 1 : 0))),
        },
      );
    }),
    { numRuns: 20 },
  );
});

test('pools: random windows, with the padding counted and not', { timeout: 30_000 }, async () => {
  const any = fc.record({
    axes: fc
      .array(axis, { minLength: 2, maxLength: 2 })
      .filter((axes) =>
        axes.every((one) => one.before < one.kernel && one.after < one.kernel && one.size + one.before + one.after >= one.kernel),
      ),
    operator: fc.constantFrom('MaxPool', 'AveragePool'),
    counted: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1000 }),
  });
  await fc.assert(
    fc.asyncProperty(any, async ({ axes, operator, counted, seed }) => {
      await check(operator, [batch([2, 2, ...axes.map(({ size }) => size)], seed)], {
        ...windowAttributes(axes),
        kernel_shape: ints(axes.map(({ kernel }) => kernel)),
        ...(operator === 'AveragePool' ? { count_include_pad: int(Number(counted)) } : {}),
      });
    }),
    { numRuns: 20 },
  );
});

test.each(['SAME_UPPER', 'SAME_LOWER', 'VALID'])('windows that pad by themselves: %s', async (mode) => {
  const attributes = { auto_pad: string(mode), strides: ints([2, 1]) };
  await check('Conv', [batch([2, 2, 6, 5], 1), normal([3, 2, 3, 2], 2)], attributes);
  for (const pool of ['MaxPool', 'AveragePool']) await check(pool, [batch([2, 2, 6, 5], 1)], { ...attributes, kernel_shape: ints([3, 2]) });
});

test.each(['MaxPool', 'AveragePool'])('%s whose last window hangs over', async (pool) => {
  await check(pool, [batch([2, 2, 6, 6], 3)], { kernel_shape: ints([3, 3]), strides: ints([2, 2]), ceil_mode: int(1) });
});

const unary: readonly [string, Record<string, Attribute>?][] = [
  ...['Abs', 'Elu', 'Erf', 'Exp', 'GlobalAveragePool', 'GlobalMaxPool', 'HardSigmoid', 'HardSwish', 'Identity', 'LeakyRelu', 'Neg', 'Relu']
    .concat([
      'Dropout',
      'LogSoftmax',
      'ReduceMax',
      'ReduceMin',
      'ReduceL2',
      'ReduceMean',
      'ReduceSumSquare',
      'Sigmoid',
      'Softmax',
      'Softplus',
    ])
    .concat(['Flatten', 'ReduceSum', 'Tanh', 'Transpose'])
    .map((operator): [string] => [operator]),
  ['Elu', { alpha: float(0.7) }],
  ['HardSigmoid', { alpha: float(0.4), beta: float(0.3) }],
  ['LeakyRelu', { alpha: float(0.3) }],
  ['Flatten', { axis: int(2) }],
  ['Softmax', { axis: int(1) }],
  ['LogSoftmax', { axis: int(2) }],
  ['Transpose', { perm: ints([2, 0, 3, 1]) }],
  ['ReduceMean', { axes: ints([2, 3]), keepdims: int(0) }],
  ['ReduceMean', { axes: ints([-1]) }],
  ['ReduceMean', { axes: ints([0]) }],
  ['ReduceMax', { axes: ints([1, -1]), keepdims: int(0) }],
  ['ReduceL2', { axes: ints([1]) }],
  ['ReduceSumSquare', { axes: ints([2]), keepdims: int(0) }],
];

test.each(unary)('%s %o', async (operator, attributes) => {
  await check(operator, [batch([2, 3, 2, 3], 5, 2)], attributes);
});

test.each(['Log', 'Sqrt', 'Reciprocal'])('%s, of positive numbers', async (operator) => {
  await check(operator, [{ batch: positive([2, 3], 5) }]);
});

test.each(['none', 'tanh'])("ONNX's own Gelu, of operator set 20, approximate %s", async (approximate) => {
  const { graph, inputs } = single('Gelu', [batch([2, 6], 5)], { approximate: string(approximate) });
  await expectGradients(graph, inputs, ['x0'], { opset: 20 });
});

test("ONNX Runtime's Gelu", async () => {
  await check('Gelu', [batch([2, 6], 5)], {}, { domain: 'com.microsoft' });
});

const shapes: readonly (readonly [number[], number[]])[] = [
  [
    [2, 3, 4],
    [2, 3, 4],
  ],
  [[2, 3, 4], [4]],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [2, 1, 4],
    [1, 3, 1],
  ],
  [[2, 3], [1]],
];

test.each(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Sum'])('%s, shapes broadcast either way', async (operator) => {
  for (const [a, b] of shapes) {
    await check(operator, [batch(a, 1), positive(b, 2)]);
    await check(operator, [normal(b, 1), { batch: positive(a, 2) }]);
  }
});

test('Sum and Max of three', async () => {
  for (const operator of ['Sum', 'Max']) await check(operator, [batch([2, 3], 1), normal([3], 2), batch([2, 1], 3)]);
});

test('Pow: squares, cubes, roots', async () => {
  for (const power of [2, 3]) await check('Pow', [batch([2, 3], 1), tensor('float32', [], Float32Array.of(power))], {}, { by: [0] });
  await check('Pow', [{ batch: positive([2, 3], 1) }, tensor('float32', [3], Float32Array.of(0.5, -1, 1.5))], {}, { by: [0] });
});

test('Clip, with both bounds, one, none; Where; Expand; Squeeze and Unsqueeze', async () => {
  const bound = (at: number): Tensor => tensor('float32', [], Float32Array.of(at));
  await check('Clip', [batch([2, 9], 1), bound(-0.5), bound(0.6)], {}, { by: [0] });
  await check('Clip', [batch([2, 9], 1), bound(0)], {}, { by: [0] });
  await check('Clip', [batch([2, 9], 1)]);
  await check('Where', [tensor('bool', [3], Uint8Array.of(1, 0, 1)), batch([2, 3], 1), normal([2, 1], 2)]);
  await check('Expand', [normal([3, 1], 1), numbers(2, 3, 4)]);
  await check('Unsqueeze', [batch([2, 3], 1), numbers(1, -1)]);
  await check('Squeeze', [batch([2, 1, 3, 1], 1), numbers(1, -1)]);
  await check('Squeeze', [batch([2, 1, 3], 1), numbers(1)]);
});

test('Reshape and Concat', async () => {
  await check('Reshape', [batch([2, 3, 4], 1), numbers(0, -1)]);
  await check('Reshape', [batch([2, 3, 4], 1), numbers(-1, 2, 2, 3)]);
  await check('Concat', [batch([2, 3, 4], 1), batch([2, 1, 4], 2), batch([2, 2, 4], 3)], { axis: int(-2) });
});

test('Gemm: stored either way, scaled, the bias broadcast', async () => {
  const sides = fc.record({ transA: fc.boolean(), transB: fc.boolean(), bias: fc.constantFrom([3], [2, 1], [2, 3], []), seed: fc.nat(99) });
  await fc.assert(
    fc.asyncProperty(sides, async ({ transA, transB, bias, seed }) => {
      await check('Gemm', [normal(transA ? [4, 2] : [2, 4], seed), normal(transB ? [3, 4] : [4, 3], seed + 1), normal(bias, seed + 2)], {
        ...{ transA: int(Number(transA)), transB: int(Number(transB)), alpha: float(0.5), beta: float(1.5) },
      });
    }),
    { numRuns: 8 },
  );
});

test('MatMul: plain, batched, one matrix for all, leading dimensions broadcast', async () => {
  await check('MatMul', [batch([2, 4], 1), normal([4, 3], 2)]);
  await check('MatMul', [batch([2, 5, 4], 1), normal([4, 3], 2)]);
  await check('MatMul', [batch([2, 3, 5, 4], 1), batch([2, 3, 4, 2], 2)]);
  await check('MatMul', [batch([2, 3, 5, 4], 1), normal([3, 4, 2], 2)]);
  await check('MatMul', [normal([5, 4], 1), batch([2, 4, 2], 2)]);
});

test('BatchNormalization with frozen statistics, LayerNormalization over one axis and two, with a bias and without', async () => {
  const channel = (seed: number): Tensor => normal([3], seed);
  const frozen = [batch([2, 3, 2, 2], 1), channel(2), channel(3), channel(4), positive([3], 5)];
  await check('BatchNormalization', frozen, { epsilon: float(1e-3) }, { by: [0, 1, 2] });
  await check('LayerNormalization', [batch([2, 3, 6], 1), normal([6], 2), normal([6], 3)]);
  await check('LayerNormalization', [batch([2, 3, 6], 1), normal([6], 2)], { epsilon: float(0.1) });
  await check('LayerNormalization', [batch([2, 3, 6], 1), normal([3, 6], 2), normal([3, 6], 3)], { axis: int(1) });
});

test('Slice: random starts, ends and steps, forwards and backwards', async () => {
  const any = fc.record({
    size: fc.integer({ min: 2, max: 7 }),
    start: fc.integer({ min: -9, max: 9 }),
    end: fc.integer({ min: -9, max: 9 }),
    step: fc.constantFrom(1, 2, 3, -1, -2),
    both: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(any, async ({ size, start, end, step, both }) => {
      const values = [batch([2, size, 6], size), numbers(start, 1), numbers(end, 5), numbers(1, -1), numbers(step, both ? 2 : 1)];
      const { graph } = single('Slice', values);
      fc.pre(Number(inferShapes(graph).get('y')?.[1]) > 0);
      await check('Slice', values);
    }),
    { numRuns: 15 },
  );
});

test('Split, Pad and Gather', async () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 6] });
  builder.addMany('Split', ['x', builder.constant('sizes', numbers(1, 3, 2))], ['a', 'unread', 'c'], { axis: int(-1) });
  const output = (name: string, size: number) => ({ name, dtype: 'float32' as const, shape: ['batch', size] });
  await expectGradients(builder.finish('split', [output('a', 1), output('c', 2)]), { x: normal([2, 6], 1) }, ['x']);
  await check('Pad', [batch([2, 3, 4], 1), numbers(0, 1, 2, 0, 0, 1)]);
  await check('Pad', [batch([2, 3, 4], 1), numbers(0, 1, -1, 0, -1, 2)]);
  await check('Gather', [batch([2, 5, 3], 1), tensor('int64', [], BigInt64Array.of(0n))], { axis: int(1) });
  await check('Gather', [batch([2, 5, 3], 1), numbers(3, 0, -1)], { axis: int(1) });
  await check('Gather', [batch([2, 5, 3], 1), tensor('int64', [2, 3], BigInt64Array.of(3n, 0n, -1n, 3n, 3n, 1n))], { axis: int(-2) });
  await check('Gather', [normal([7, 2], 1), tensor('int64', [3, 3], BigInt64Array.of(3n, 0n, 6n, 3n, 3n, 1n, 2n, 0n, 5n))]);
});
