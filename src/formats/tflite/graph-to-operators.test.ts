import { describe, expect, test } from 'vitest';
import { outputOf, runGraph } from '../../../test/run-graph.ts';
import { type Graph, int, ints } from '../../graph/graph.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import { seededRandom } from '../../tensor/random.ts';
import { tensor } from '../../tensor/tensor.ts';
import { convertTflite } from './convert.ts';
import { graphToOperators } from './graph-to-operators.ts';
import { readTflite, type TfliteNetwork } from './read.ts';
import { TfliteBuilder } from './tflite-builder.ts';
import { writeTflite } from './write.ts';

/** A file of nothing but the graph: its input, what it makes of it, the one output. */
function written(graph: Graph, shape: readonly number[]): TfliteNetwork {
  const made = { name: 'made', type: 'float32', shape, quantization: undefined, data: undefined } as const;
  const empty = { tensors: [made], operators: [], inputs: [], outputs: [0], description: '', metadata: new Map() };
  const builder = new TfliteBuilder(empty);
  const [input] = graph.inputs;
  const from = builder.input(
    'x',
    (input?.shape ?? []).map((size) => (size === 'batch' ? 1 : Number(size))),
  );
  const [output] = graph.outputs;
  graphToOperators(graph, builder, { inputs: new Map([[input?.name ?? '', from]]), outputs: new Map([[output?.name ?? '', 0]]) });
  return readTflite(writeTflite({ ...builder.finish([0]), inputs: [from] }));
}

const random = seededRandom(11);
const noise = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());

/** A graph of one operator on rows of samples, [batch, 1, 24] after an axis was put in. */
function rowOperator(grow: (builder: GraphBuilder, row: string) => string, shape: readonly number[]): Graph {
  const builder = new GraphBuilder();
  builder.input({ name: 'waveform', dtype: 'float32', shape: ['batch', 24] });
  const row = builder.add('Unsqueeze', ['waveform', builder.constant('channel', tensor('int64', [1], BigInt64Array.of(1n)))]);
  builder.add('Identity', [grow(builder, row)], { as: 'last' });
  const { nodes, ...rest } = builder.finish('row', [{ name: 'last', dtype: 'float32', shape: ['batch', ...shape] }]);
  const [before] = nodes.at(-1)?.inputs ?? [];
  return { ...rest, nodes: nodes.slice(0, -1), outputs: [{ name: before ?? '', dtype: 'float32', shape: ['batch', ...shape] }] };
}

const wide = tensor('float32', [5, 1, 6], noise(30));
const left = tensor('float32', [4, 1], noise(4));
const right = tensor('float32', [24, 3], noise(72));
const scalar = tensor('float32', [], Float32Array.of(0.5));

describe('each operator, written as TensorFlow Lite and read back, computes what it computed', () => {
  test.each<[string, readonly number[], (builder: GraphBuilder, row: string) => string]>([
    [
      'a convolution with steps and borders that differ',
      [5, 8],
      (builder, row) =>
        builder.add('Conv', [row, builder.constant('w', wide)], {
          attributes: { kernel_shape: ints([6]), strides: ints([3]), pads: ints([1, 4]) },
        }),
    ],
    ['a constant times a matrix', [4, 24], (builder, row) => builder.add('MatMul', [builder.constant('w', left), row])],
    ['a matrix times a constant', [1, 3], (builder, row) => builder.add('MatMul', [row, builder.constant('w', right)])],
    ['a difference with a number', [1, 24], (builder, row) => builder.add('Sub', [row, builder.constant('half', scalar)])],
    ['a number over each', [1, 24], (builder, row) => builder.add('Div', [builder.constant('half', scalar), row])],
    ['the square, and the larger', [1, 24], (builder, row) => builder.add('Max', [builder.add('Mul', [row, row]), row])],
    ['the sum with the logarithm', [1, 24], (b, row) => b.add('Add', [b.add('Log', [b.add('Mul', [row, row])]), row])],
    ['whole numbers', [1, 24], (builder, row) => builder.add('Round', [builder.add('Mul', [row, builder.constant('half', scalar)])])],
    [
      'whole numbers above and below, the smaller',
      [1, 24],
      (b, row) => b.add('Min', [b.add('Ceil', [b.add('Abs', [row])]), b.add('Floor', [row])]),
    ],
    ['the largest', [1, 1], (b, row) => b.add('ReduceMax', [row], { attributes: { axes: ints([1, 2]), keepdims: int(1) } })],
  ])('%s', async (_name, shape, grow) => {
    const graph = rowOperator(grow, shape);
    const waveform = tensor('float32', [1, 24], noise(24));
    const [expected] = Object.values(await runGraph(graph, { waveform }));
    const found = await outputOf(convertTflite(written(graph, [1, ...shape]), 'back', 'int8', 'waveform'), { waveform });
    expect(found.shape).toEqual(expected?.shape);
    for (const [at, value] of found.data.entries()) expect(value).toBeCloseTo(Number(expected?.data[at]), 4);
  });

  test.each<[string, (builder: GraphBuilder, row: string) => string]>([
    ['an operator that has no line here', (builder, row) => builder.add('Sigmoid', [row])],
    [
      'a product of two that are computed',
      (b, row) => b.add('MatMul', [b.add('ReduceMax', [row], { attributes: { axes: ints([1, 2]), keepdims: int(1) } }), row]),
    ],
    ['a cast to 64 bits', (builder, row) => builder.add('Cast', [row], { attributes: { to: int(7) } })],
  ])('refused: %s', (_name, grow) => {
    expect(() => written(rowOperator(grow, [1, 24]), [1, 1, 24])).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_OPERATOR' }));
  });
});
