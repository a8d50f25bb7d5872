import { GraftError } from '../../errors.ts';
import { type Graph, intOf, intsOf, type Node } from '../../graph/graph.ts';
import { inferShapes } from '../../graph/infer-shapes.ts';
import { matrix } from '../../tensor/matrix.ts';
import { transposed } from '../../tensor/plain-multiply.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Border, CoreMlLayer, CoreMlOperation, Pair, WindowPadding } from './classifier.ts';

/** The layers of a network, and the names that its values have among them. */
export interface CoreMlLayers {
  readonly layers: readonly CoreMlLayer[];
  /** The name that a value of the graph has; undefined where no layer makes it. */
  readonly nameOf: (value: string) => string | undefined;
}

/**
 * Turns a network of real numbers into Core ML's layers.
 *
 * @param graph Without quantization (see `dequantize`); what its one input is must be made of it by `known`.
 * @param picture The value that is the picture, the name of the picture in Core ML, and what is to be done to that first.
 * @throws `UNSUPPORTED_OPERATOR` naming the operator that cannot be written
 */
export function graphToLayers(
  graph: Graph,
  picture: { readonly value: string; readonly image: string; readonly operations: readonly CoreMlOperation[] },
): CoreMlLayers {
  const shapes = inferShapes(graph);
  const names = new Map<string, string>();
  const taken = new Set([picture.image]);
  const layers: CoreMlLayer[] = [];
  /** Adds operations, each on the result of the one before; without any, the value is its input. */
  const addLayers = (operations: readonly CoreMlOperation[], inputs: readonly string[], value: string): void => {
    let read = inputs;
    for (const [step, operation] of operations.entries()) {
      const name = freeName(step === operations.length - 1 ? value : `${value}_${step}`, taken);
      layers.push({ ...operation, name, inputs: read, output: name });
      read = [name];
    }
    names.set(value, read[0] ?? '');
  };
  addLayers(picture.operations, [picture.image], picture.value);
  const context: Context = {
    constant: (node, position) => graph.constants.get(node.inputs[position] ?? ''),
    sizes: (node) => (shapes.get(node.inputs[0] ?? '') ?? []).slice(1).map(Number),
  };
  for (const node of graph.nodes) {
    const output = node.outputs[0] ?? '';
    if (names.has(output) || !node.inputs.some((input) => names.has(input))) continue; // part of what was there before
    const convert = converters[node.operator];
    if (convert === undefined) throw unsupported(node);
    const inputs = node.inputs.flatMap((input) => names.get(input) ?? []);
    addLayers(convert(node, context), inputs, output);
  }
  return { layers, nameOf: (value) => names.get(value) };
}

/** What a converter may look at beside its node. */
interface Context {
  readonly constant: (node: Node, position: number) => Tensor | undefined;
  /** The sizes of the first input, without the batch. */
  readonly sizes: (node: Node) => readonly number[];
}

/** One operator as one or more operations, each on the result of the one before; none where nothing is computed. */
type Convert = (node: Node, context: Context) => readonly CoreMlOperation[];

const converters: Readonly<Record<string, Convert>> = {
  Add: (node, { constant }) => ((constant(node, 0) ?? constant(node, 1)) ? refuse(node) : [{ kind: 'add' }]),
  AveragePool: (node) => [pooling(node, 'average', intOf(node, 'count_include_pad', 0) === 0)],
  Clip: clip,
  Concat: (node) => (intOf(node, 'axis', 1) === 1 ? [{ kind: 'concat' }] : refuse(node)),
  Conv: convolution,
  Flatten: flatten,
  Gemm: innerProduct,
  GlobalAveragePool: () => [
    {
      ...{ kind: 'pooling', type: 'average', kernel: [1, 1], stride: [1, 1], excludesPadding: false, global: true },
      padding: { mode: 'valid', border: [0, 0, 0, 0] },
    },
  ],
  Identity: () => [],
  MaxPool: (node) => [pooling(node, 'max', false)],
  Pad: pad,
  Relu: () => [{ kind: 'relu' }],
  Reshape: flatten,
  Sigmoid: () => [{ kind: 'sigmoid' }],
  Softmax: (node) => ([1, -1].includes(intOf(node, 'axis', -1)) ? [{ kind: 'softmax' }] : refuse(node)),
};

/** With two bounds it is a hard sigmoid, drawn out to their distance; min(x, high) is -max(-high, -x). */
function clip(node: Node, { constant }: Context): readonly CoreMlOperation[] {
  const bound = (position: number, otherwise: number): number => Number(constant(node, position)?.data[0] ?? otherwise);
  const [low, high] = [bound(1, Number.NEGATIVE_INFINITY), bound(2, Number.POSITIVE_INFINITY)];
  if (Number.isFinite(low) && Number.isFinite(high) && high > low) {
    const height = high - low;
    return [
      { kind: 'hardSigmoid', alpha: Math.fround(1 / height), beta: Math.fround(0 - low / height) },
      { kind: 'linear', alpha: Math.fround(height), beta: low },
    ];
  }
  const negative: CoreMlOperation = { kind: 'linear', alpha: -1, beta: 0 };
  return [
    ...(low === 0 ? [{ kind: 'relu' } as const] : Number.isFinite(low) ? [{ kind: 'threshold', least: low } as const] : []),
    ...(Number.isFinite(high) ? [negative, { kind: 'threshold', least: -high } as const, negative] : []),
  ];
}

function convolution(node: Node, { constant }: Context): readonly CoreMlOperation[] {
  const weights = floats(node, constant(node, 1));
  const [outputChannels = 0, kernelChannels = 0, height = 1, width = 1] = weights.shape;
  const bias = node.inputs[2] ? floats(node, constant(node, 2)).data : undefined;
  const groups = intOf(node, 'group', 1);
  return [
    {
      ...{ kind: 'convolution', outputChannels, kernelChannels, groups, kernel: [height, width] },
      ...{ stride: pairOf(node, 'strides'), dilation: pairOf(node, 'dilations'), padding: paddingOf(node) },
      ...{ weights: weights.data, bias },
    },
  ];
}

function pooling(node: Node, type: 'max' | 'average', excludesPadding: boolean): CoreMlOperation {
  if (intOf(node, 'ceil_mode', 0) !== 0) throw unsupported(node);
  const window = { kernel: pairOf(node, 'kernel_shape'), stride: pairOf(node, 'strides'), padding: paddingOf(node) };
  return { kind: 'pooling', type, ...window, excludesPadding, global: false };
}

function innerProduct(node: Node, { constant }: Context): readonly CoreMlOperation[] {
  const weights = floats(node, constant(node, 1));
  const byRow = intOf(node, 'transB', 0) === 1;
  if (intOf(node, 'transA', 0) !== 0 || node.attributes['alpha'] !== undefined || node.attributes['beta'] !== undefined)
    throw unsupported(node);
  const [rows = 0, columns = 0] = weights.shape;
  const [inputChannels, outputChannels] = byRow ? [columns, rows] : [rows, columns];
  const bias = node.inputs[2] ? floats(node, constant(node, 2)).data : undefined;
  const byOutput = byRow ? weights.data : transposed(matrix(rows, columns, weights.data)).data;
  return [{ kind: 'innerProduct', inputChannels, outputChannels, weights: byOutput, bias }];
}

/** A vector is [numbers, 1, 1] here: only a map has to be made flat. */
function flatten(node: Node, { sizes, constant }: Context): readonly CoreMlOperation[] {
  const shape = node.operator === 'Reshape' ? Array.from(constant(node, 1)?.data ?? [], Number) : [0, -1];
  const [channels = 1, ...map] = sizes(node);
  const flat = map.every((size) => size === 1);
  const rest = shape.slice(1).filter((size) => size !== 1);
  const keepsChannels = rest.length === 1 && (rest[0] === -1 || rest[0] === channels * map.reduce((all, size) => all * size, 1));
  if (intOf(node, 'axis', 1) !== 1 || !keepsChannels || ![0, -1].includes(shape[0] ?? 0)) throw unsupported(node);
  return flat ? [] : [{ kind: 'flatten' }];
}

function pad(node: Node, { constant }: Context): readonly CoreMlOperation[] {
  const [n0 = 0, c0 = 0, top = 0, left = 0, n1 = 0, c1 = 0, bottom = 0, right = 0] = Array.from(constant(node, 1)?.data ?? [], Number);
  const value = Number(constant(node, 2)?.data[0] ?? 0);
  if (n0 + c0 + n1 + c1 !== 0 || value !== 0 || node.attributes['mode'] !== undefined) throw unsupported(node);
  return [{ kind: 'padding', border: [top, left, bottom, right] }];
}

function paddingOf(node: Node): WindowPadding {
  const automatic = node.attributes['auto_pad'];
  if (automatic?.type === 'string' && automatic.value === 'SAME_UPPER') return { mode: 'same' };
  if (automatic?.type === 'string' && !['VALID', 'NOTSET'].includes(automatic.value)) throw unsupported(node);
  const [top = 0, left = 0, bottom = 0, right = 0] = intsOf(node, 'pads', [0, 0, 0, 0]);
  const border: Border = [top, left, bottom, right];
  return { mode: 'valid', border };
}

function pairOf(node: Node, attribute: string): Pair {
  const [height = 1, width = 1] = intsOf(node, attribute, [1, 1]);
  return [height, width];
}

function floats(node: Node, value: Tensor | undefined): Tensor<'float32'> {
  if (value?.dtype === 'float32') return value;
  throw unsupported(node);
}

/** A name of letters, digits and underscores, as Core ML's tools make them, that no other value has. */
function freeName(value: string, taken: Set<string>): string {
  const plain = value.replace(/[^A-Za-z0-9]+/g, '_').replace(/^(?=\d)/, '_');
  let name = plain;
  for (let suffix = 2; taken.has(name); suffix++) name = `${plain}_${suffix}`;
  taken.add(name);
  return name;
}

function refuse(node: Node): never {
  throw unsupported(node);
}

function unsupported({ name, operator }: Node): GraftError {
  return new GraftError('UNSUPPORTED_OPERATOR', `The operator "${name}" (${operator}) has no layer of Core ML that computes it.`, {
    hint: 'Export with --to onnx.',
  });
}
