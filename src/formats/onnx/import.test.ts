import { expect, test } from 'vitest';
import { largestDifference } from '../../../test/run-graph.ts';
import type { Attribute, Graph, Node } from '../../graph/graph.ts';
import { int, ints, string } from '../../graph/graph.ts';
import { Session } from '../../runtime/session.ts';
import { seededRandom } from '../../tensor/random.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { importOnnx } from './import.ts';
import { writeOnnx } from './write.ts';

/** A graph as bytes that say they are of another operator set: `opset_import` is `42 04 0a 00 10 <version>`. */
function writtenFor(opset: number, graph: Graph): Uint8Array {
  const bytes = writeOnnx(graph);
  const at = Buffer.from(bytes).lastIndexOf(Buffer.from([0x42, 0x04, 0x0a, 0x00, 0x10, 17]));
  bytes[at + 5] = opset;
  return bytes;
}

const float = (value: number): Attribute => ({ type: 'float', value });
const floats = (...value: number[]): Attribute => ({ type: 'floats', value });
const int64 = (...values: number[]): Tensor => tensor('int64', [values.length], BigInt64Array.from(values, BigInt));
const float32 = (...values: number[]): Tensor => tensor('float32', [values.length], Float32Array.from(values));

interface Form {
  readonly opset: number;
  readonly operator: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly constants?: readonly Tensor[];
  readonly shape?: readonly number[];
  /** How many dimensions come out. */
  readonly rank?: number;
  readonly outputs?: number;
}

/** Operators in forms that another operator set has. */
const forms: readonly Form[] = [
  { opset: 9, operator: 'Clip', attributes: { min: float(-0.5), max: float(0.25) } },
  { opset: 7, operator: 'Clip', attributes: { min: float(0) } },
  { opset: 8, operator: 'Dropout', attributes: { ratio: float(0.5) } },
  { opset: 12, operator: 'Dropout', constants: [tensor('float32', [], Float32Array.of(0.5))] },
  {
    opset: 8,
    operator: 'BatchNormalization',
    attributes: { spatial: int(1), epsilon: float(0.01) },
    constants: [1, 2, 3, 4].map((k) => float32(k, k + 1, 2)),
  },
  { opset: 9, operator: 'Pad', attributes: { pads: ints([0, 0, 1, 2, 0, 0, 0, 1]), value: float(7) } },
  { opset: 9, operator: 'Slice', attributes: { starts: ints([1, 0]), ends: ints([3, 1000]), axes: ints([2, 3]) } },
  { opset: 11, operator: 'Unsqueeze', attributes: { axes: ints([0]) }, rank: 5 },
  { opset: 11, operator: 'Squeeze', attributes: { axes: ints([0]) }, shape: [1, 3, 4], rank: 2 },
  { opset: 12, operator: 'Squeeze', shape: [1, 3, 4], rank: 2 },
  { opset: 11, operator: 'ReduceSum', attributes: { axes: ints([2, 3]), keepdims: int(0) }, rank: 2 },
  { opset: 11, operator: 'ReduceMean', attributes: { axes: ints([2, 3]), keepdims: int(0) }, rank: 2 },
  { opset: 18, operator: 'ReduceMean', attributes: { keepdims: int(0) }, constants: [int64(2, 3)], rank: 2 },
  { opset: 18, operator: 'ReduceMax', attributes: { keepdims: int(1) }, constants: [int64(-1)] },
  { opset: 18, operator: 'ReduceMean', attributes: { noop_with_empty_axes: int(1) }, constants: [int64()] },
  { opset: 9, operator: 'Softmax' },
  { opset: 12, operator: 'Softmax', attributes: { axis: int(2) } },
  { opset: 11, operator: 'LogSoftmax', shape: [2, 5] },
  { opset: 12, operator: 'Softmax', shape: [2, 5, 1, 1] },
  { opset: 7, operator: 'Upsample', attributes: { mode: string('nearest'), scales: floats(1, 1, 2, 3) } },
  { opset: 9, operator: 'Upsample', attributes: { mode: string('linear') }, constants: [float32(1, 1, 2, 2)] },
  { opset: 10, operator: 'Resize', attributes: { mode: string('nearest') }, constants: [float32(1, 1, 0.5, 2)] },
  { opset: 19, operator: 'Resize', attributes: { mode: string('linear') }, constants: [float32(), float32(1, 1, 2, 2)] },
  { opset: 20, operator: 'Gelu' },
  { opset: 20, operator: 'Gelu', attributes: { approximate: string('tanh') } },
  { opset: 18, operator: 'Mish' },
  { opset: 19, operator: 'AveragePool', attributes: { kernel_shape: ints([2, 2]), dilations: ints([1, 1]), ceil_mode: int(1) } },
  { opset: 11, operator: 'Split', attributes: { axis: int(1), split: ints([1, 2]) }, outputs: 2 },
  { opset: 18, operator: 'Split', attributes: { axis: int(2), num_outputs: int(2) }, outputs: 2 },
  { opset: 9, operator: 'TopK', attributes: { k: int(2), axis: int(-1) }, outputs: 2 },
  {
    opset: 21,
    operator: 'QuantizeLinear',
    attributes: { saturate: int(1) },
    constants: [tensor('float32', [], Float32Array.of(0.02)), tensor('uint8', [], Uint8Array.of(128))],
  },
];

test.each(forms)('$operator of operator set $opset means here what it means to ONNX Runtime', async (form) => {
  const { opset, operator, attributes = {}, constants = [], shape = [2, 3, 4, 4], rank = shape.length, outputs = 1 } = form;
  const free = (of: number): string[] => Array.from({ length: of }, (_, axis) => `d${axis}`);
  const names = Array.from({ length: outputs }, (_, index) => `out${index}`);
  const node: Node = {
    name: 'it',
    operator,
    domain: '',
    attributes,
    inputs: ['x', ...constants.map((_, index) => `c${index}`)],
    outputs: names,
  };
  const graph: Graph = {
    name: 'one',
    inputs: [{ name: 'x', dtype: 'float32', shape }],
    outputs: [{ name: 'out0', dtype: operator === 'QuantizeLinear' ? 'uint8' : 'float32', shape: free(rank) }],
    nodes: [node],
    constants: new Map(constants.map((value, index) => [`c${index}`, value])),
    metadata: {},
  };
  const random = seededRandom(3);
  const x = tensor(
    'float32',
    shape,
    Float32Array.from({ length: shape.reduce((all, size) => all * size, 1) }, () => 2 * random.next() - 1),
  );
  const bytes = writtenFor(opset, graph);
  await using published = await Session.open(bytes, { threads: 1 });
  await using imported = await Session.open(writeOnnx(importOnnx(bytes)), { threads: 1 });
  const [expected, found] = [(await published.run({ x }))['out0'], (await imported.run({ x }))['out0']];
  expect(found?.shape).toEqual(expected?.shape);
  expect(largestDifference(Array.from(found?.data ?? [], Number), Array.from(expected?.data ?? [Number.NaN], Number))).toBeLessThan(1e-6);
});
