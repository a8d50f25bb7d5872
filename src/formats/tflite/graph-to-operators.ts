import { GraftError } from '../../errors.ts';
import { type Graph, intOf, intsOf, type Node } from '../../graph/graph.ts';
import { inferShapes } from '../../graph/infer-shapes.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { OperatorOptions } from './operator-options.ts';
import type { TfliteBuilder } from './tflite-builder.ts';

/** Where a graph's inputs and outputs are in the network that it is added to: places of tensors, by name. */
export interface Joints {
  readonly inputs: ReadonlyMap<string, number>;
  /** Tensors that the graph is to fill: of the outputs' shapes and types, quantized or not. */
  readonly outputs: ReadonlyMap<string, number>;
}

/**
 * Adds a graph of real numbers to a TensorFlow Lite network, operator by operator, for a batch of one.
 *
 * Axes stay in the graph's order: what it makes of rank 4 must be a picture [1, height, width, channels]. It takes what a spectrogram is made
 * of: convolutions along a row, matrix products with a constant, element by element arithmetic, rearrangements. All are written in the first
 * form of their operators, which every runtime has.
 *
 * @throws `UNSUPPORTED_OPERATOR` naming what cannot be written
 */
export function graphToOperators(graph: Graph, builder: TfliteBuilder, { inputs, outputs }: Joints): void {
  const fixed = graph.inputs.map((info) => ({ ...info, shape: info.shape.map((size) => (size === 'batch' ? 1 : size)) }));
  const shapes = inferShapes({ ...graph, inputs: fixed });
  const places = new Map(inputs);
  const context: Context = {
    builder,
    shapeOf: (value) => (shapes.get(value) ?? []).map(Number),
    constant: (value) => graph.constants.get(value),
    place(value) {
      const made = places.get(value);
      if (made !== undefined) return made;
      const constant = graph.constants.get(value);
      if (constant?.dtype !== 'float32') throw new GraftError('GRAPH_INVALID', `Nothing makes "${value}" before it is read.`);
      // A number without an axis is written with one: readers take a shape of no axes for a shape that is not told.
      const place = builder.constant(value, constant.shape.length === 0 ? [1] : constant.shape, constant.data);
      places.set(value, place);
      return place;
    },
  };
  for (const node of graph.nodes) {
    const convert = converters[node.operator];
    if (convert === undefined) throw unsupported(node);
    const [output = ''] = node.outputs;
    places.set(output, convert(node, context, { as: output, shape: context.shapeOf(output), into: outputs.get(output) }));
  }
}

/** What a converter may look at, and write to. */
interface Context {
  readonly builder: TfliteBuilder;
  readonly shapeOf: (value: string) => readonly number[];
  readonly constant: (value: string) => Tensor | undefined;
  /** Where a value is: what was made, or a constant, which is added when it is first read. */
  readonly place: (value: string) => number;
}

/** What an operator makes. */
interface Target {
  readonly as: string;
  readonly shape: readonly number[];
  readonly into: number | undefined;
}

/** Writes one operator of the graph, and returns the place of what it makes. */
type Convert = (node: Node, context: Context, target: Target) => number;

const converters: Readonly<Record<string, Convert>> = {
  Abs: elementwise('ABS'),
  Add: elementwise('ADD', { activation: 0 }),
  Cast: cast,
  Concat: (node, { builder, place }, target) =>
    builder.add('CONCATENATION', { ...target, inputs: node.inputs.map(place), options: { axis: intOf(node, 'axis', 0), activation: 0 } }),
  Ceil: elementwise('CEIL'),
  Conv: convolution,
  Div: elementwise('DIV', { activation: 0 }),
  Floor: elementwise('FLOOR'),
  Gather: gather,
  GatherElements: gatherSamples,
  Log: elementwise('LOG'),
  MatMul: matrixProduct,
  Max: elementwise('MAXIMUM'),
  Min: elementwise('MINIMUM'),
  Mul: elementwise('MUL', { activation: 0 }),
  ReduceMax: reduceMax,
  Round: elementwise('ROUND'),
  Sub: elementwise('SUB', { activation: 0 }),
  Unsqueeze: ({ inputs: [source = ''] }, context, target) => reshape(context, context.place(source), target),
};

function elementwise(name: string, options: OperatorOptions = {}): Convert {
  return (node, { builder, place }, target) => builder.add(name, { ...target, inputs: node.inputs.map(place), options });
}

const reshape = ({ builder }: Context, from: number, target: Target): number =>
  builder.add('RESHAPE', {
    ...target,
    inputs: [from, builder.constant(`${target.as}/shape`, [target.shape.length], Int32Array.from(target.shape))],
  });

/** [1, a, b] -> [1, b, a] */
function transpose({ builder }: Context, from: number, target: Target): number {
  const order = builder.constant(`${target.as}/order`, [3], Int32Array.of(0, 2, 1));
  return builder.add('TRANSPOSE', { ...target, inputs: [from, order] });
}

/** One row through filters: [1, 1, samples] -> [1, filters, places]. To TensorFlow Lite it is a picture of height 1. */
function convolution(node: Node, context: Context, target: Target): number {
  const [source = '', kernels = '', bias] = node.inputs;
  const weights = context.constant(kernels);
  const [, channels = 0, samples = 0] = context.shapeOf(source);
  const [filters = 0, , length = 0] = weights?.shape ?? [];
  if (weights?.dtype !== 'float32' || weights.shape.length !== 3 || channels !== 1 || bias || intOf(node, 'group', 1) !== 1)
    throw unsupported(node);
  const [before = 0, after = 0] = intsOf(node, 'pads', [0, 0]);
  const [stride = 1] = intsOf(node, 'strides', [1]);
  const { as, shape } = target;
  const row = reshape(context, context.place(source), { as: `${as}/row`, shape: [1, 1, samples, 1], into: undefined });
  const border = context.builder.constant(`${as}/border`, [4, 2], Int32Array.of(0, 0, 0, 0, before, after, 0, 0));
  const padded = context.builder.add('PAD', { inputs: [row, border], as: `${as}/padded`, shape: [1, 1, before + samples + after, 1] });
  const places = shape[2] ?? 0;
  const filtered = filter(context, padded, { weights: weights.data, taps: length, filters, stride, places, as });
  const flat = reshape(context, filtered, { as: `${as}/flat`, shape: [1, places, filters], into: undefined });
  return transpose(context, flat, target);
}

/** Filters over a picture of height 1: [1, 1, places, channels] -> [1, 1, places, filters]. */
function filter(
  { builder }: Context,
  from: number,
  plan: {
    /** filters x taps x channels. */
    readonly weights: Float32Array;
    readonly taps: number;
    readonly filters: number;
    readonly stride: number;
    readonly places: number;
    readonly as: string;
  },
): number {
  const { weights, taps, filters, stride, places, as } = plan;
  const kernels = builder.constant(`${as}/filters`, [filters, 1, taps, weights.length / filters / taps], weights);
  const bias = builder.constant(`${as}/bias`, [filters], new Float32Array(filters));
  const options = { padding: 1, strideWidth: stride, strideHeight: 1, activation: 0, dilationWidth: 1, dilationHeight: 1 };
  return builder.add('CONV_2D', { inputs: [from, kernels, bias], options, as: `${as}/filtered`, shape: [1, 1, places, filters] });
}

/** A constant matrix times each matrix of the batch, or the other way round: filters of one tap each over the other side's columns, or rows. */
function matrixProduct(node: Node, context: Context, target: Target): number {
  const [left = '', right = ''] = node.inputs;
  const { as, shape } = target;
  const [, rows = 0, columns = 0] = shape;
  const [fromLeft, fromRight] = [context.constant(left), context.constant(right)];
  if (shape.length !== 3) throw unsupported(node);
  if (fromRight?.dtype === 'float32' && fromRight.shape.length === 2) {
    const [inner = 0] = fromRight.shape;
    const weights = Float32Array.from(fromRight.data, (_, at) => fromRight.data[(at % inner) * columns + Math.floor(at / inner)] ?? 0);
    const read = reshape(context, context.place(left), { as: `${as}/rows`, shape: [1, 1, rows, inner], into: undefined });
    return reshape(context, filter(context, read, { weights, taps: 1, filters: columns, stride: 1, places: rows, as }), target);
  }
  if (fromLeft?.dtype !== 'float32' || fromLeft.shape.length !== 2) throw unsupported(node);
  const [, inner = 0] = fromLeft.shape;
  const upright = transpose(context, context.place(right), { as: `${as}/columns`, shape: [1, columns, inner], into: undefined });
  const read = reshape(context, upright, { as: `${as}/rows`, shape: [1, 1, columns, inner], into: undefined });
  const product = filter(context, read, { weights: fromLeft.data, taps: 1, filters: rows, stride: 1, places: columns, as });
  const flat = reshape(context, product, { as: `${as}/flat`, shape: [1, columns, rows], into: undefined });
  return transpose(context, flat, target);
}

function reduceMax(node: Node, { builder, place }: Context, target: Target): number {
  const axes = intsOf(node, 'axes', []);
  const constant = builder.constant(`${target.as}/axes`, [axes.length], Int32Array.from(axes));
  const options = { keepDimensions: intOf(node, 'keepdims', 1) };
  return builder.add('REDUCE_MAX', { ...target, inputs: [place(node.inputs[0] ?? ''), constant], options });
}

/** Numbers of types: the graph's to TensorFlow Lite's. */
const castTypes = new Map([
  [2, { type: 'uint8', number: 3 }],
  [6, { type: 'int32', number: 2 }],
] as const);

function cast(node: Node, { builder, place }: Context, target: Target): number {
  const to = castTypes.get(intOf(node, 'to', 0) as 2 | 6); // what is none of them is not found
  if (to === undefined) throw unsupported(node);
  return builder.add('CAST', { ...target, type: to.type, inputs: [place(node.inputs[0] ?? '')], options: { from: 0, to: to.number } });
}

/** Rows of a constant of bytes, by their numbers: a palette. They mean what the output's bytes mean. */
function gather(node: Node, { builder, place, constant }: Context, target: Target): number {
  const [rows = '', indices = ''] = node.inputs;
  const palette = constant(rows);
  if (palette?.dtype !== 'uint8' || intOf(node, 'axis', 0) !== 0) throw unsupported(node);
  const quantization = target.into === undefined ? undefined : builder.tensor(target.into).quantization;
  const held = builder.constant(rows, palette.shape, palette.data, quantization);
  return builder.add('GATHER', { ...target, type: 'uint8', inputs: [held, place(indices)], options: { axis: 0, batchDimensions: 0 } });
}

/** Samples of a row in another order: [1, samples] by [1, places]. TensorFlow Lite has an axis more. */
function gatherSamples(node: Node, context: Context, target: Target): number {
  const [row = '', places = ''] = node.inputs;
  const { as, shape } = target;
  if (shape.length !== 2 || intOf(node, 'axis', 0) !== 1) throw unsupported(node);
  const inputs = [context.place(row), context.place(places)];
  const options = { axis: 1, batchDimensions: 0 };
  const gathered = context.builder.add('GATHER', { inputs, options, as: `${as}/gathered`, shape: [1, ...shape] });
  return reshape(context, gathered, target);
}

function unsupported(node: Node): GraftError {
  return new GraftError('UNSUPPORTED_OPERATOR', `The operator ${node.operator} ("${node.name}") is not written as TensorFlow Lite here.`);
}
