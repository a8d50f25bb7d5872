import { GraftError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Dimension, Graph, Node } from './graph.ts';
import { intOf, intsOf } from './graph.ts';

/** The shape of every value of a graph, by name. */
export type Shapes = ReadonlyMap<string, readonly Dimension[]>;

/** What a shape rule may look at: its node, the shapes of its inputs, and inputs that are constants. */
interface RuleContext {
  readonly node: Node;
  readonly shape: (input: number) => readonly Dimension[];
  readonly constant: (input: number) => Tensor | undefined;
}

type ShapeRule = (context: RuleContext) => readonly Dimension[];

/**
 * Works out the shape of every value of a graph from the shapes of its inputs.
 *
 * Free dimensions keep their names. Cost: linear in the number of nodes.
 *
 * @throws `UNSUPPORTED_OPERATOR` for an operator without a rule, `GRAPH_INVALID` where a shape cannot be worked out.
 */
export function inferShapes(graph: Graph): Shapes {
  const shapes = new Map<string, readonly Dimension[]>();
  for (const [name, value] of graph.constants) shapes.set(name, value.shape);
  for (const input of graph.inputs) shapes.set(input.name, input.shape);
  for (const node of graph.nodes) {
    const rule = rules[node.operator];
    if (rule === undefined) {
      throw new GraftError(
        'UNSUPPORTED_OPERATOR',
        `Graft cannot tell the shape of what the operator ${node.operator} ("${node.name}") makes.`,
      );
    }
    const shape = (input: number): readonly Dimension[] => {
      const found = shapes.get(node.inputs[input] ?? '');
      if (found === undefined)
        throw new GraftError('GRAPH_INVALID', `The operator "${node.name}" (${node.operator}) lacks its input number ${input}.`);
      return found;
    };
    const result = rule({ node, shape, constant: (input) => graph.constants.get(node.inputs[input] ?? '') });
    for (const output of node.outputs) shapes.set(output, result);
  }
  return shapes;
}

const same: ShapeRule = ({ shape }) => shape(0);

const rules: Readonly<Record<string, ShapeRule>> = {
  Add: broadcast,
  AveragePool: windowed,
  Cast: same,
  Clip: same,
  Concat: concatenated,
  Conv: windowed,
  DequantizeLinear: same,
  Div: broadcast,
  Flatten: ({ node, shape }) => {
    const axis = intOf(node, 'axis', 1);
    return [product(shape(0).slice(0, axis)), product(shape(0).slice(axis))];
  },
  Gemm: ({ node, shape }) => {
    const [a, b] = [shape(0), shape(1)];
    return [(intOf(node, 'transA', 0) ? a[1] : a[0]) ?? 1, (intOf(node, 'transB', 0) ? b[0] : b[1]) ?? 1];
  },
  GlobalAveragePool: ({ shape }) => shape(0).map((dimension, axis) => (axis < 2 ? dimension : 1)),
  Identity: same,
  LogSoftmax: same,
  MatMul: ({ shape }) => [...shape(0).slice(0, -1), shape(1).at(-1) ?? 1],
  Max: broadcast,
  MaxPool: windowed,
  Mul: broadcast,
  Neg: same,
  Pad: ({ shape, constant }) => {
    const pads = constant(1)?.data;
    const rank = shape(0).length;
    return shape(0).map((size, axis) => (typeof size === 'number' && pads ? size + Number(pads[axis]) + Number(pads[axis + rank]) : size));
  },
  QuantizeLinear: same,
  ReduceL2: reduced,
  ReduceMean: reduced,
  ReduceMin: reduced,
  ReduceSum: reduced,
  ReduceSumSquare: reduced,
  Relu: same,
  Reshape: reshaped,
  Sigmoid: same,
  Softmax: same,
  Sub: broadcast,
  Transpose: ({ node, shape }) => {
    const order = intsOf(
      node,
      'perm',
      shape(0)
        .map((_, axis) => axis)
        .reverse(),
    );
    return order.map((axis) => shape(0)[axis] ?? 1);
  },
};

function broadcast({ shape }: RuleContext): readonly Dimension[] {
  const [a, b] = [shape(0), shape(1)];
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    return left === 1 ? right : left;
  });
}

/** Over the axes of the attribute or, where the operator's version has them there, of the second input. */
function reduced({ node, shape, constant }: RuleContext): readonly Dimension[] {
  const rank = shape(0).length;
  const given = constant(1);
  const axes = given === undefined ? intsOf(node, 'axes', [...shape(0).keys()]) : Array.from(given.data as ArrayLike<bigint>, Number); // int64
  const over = new Set(axes.map((axis) => (axis + rank) % rank));
  return shape(0).flatMap((size, axis) => (!over.has(axis) ? [size] : intOf(node, 'keepdims', 1) === 1 ? [1] : []));
}

function concatenated({ node, shape }: RuleContext): readonly Dimension[] {
  const first = shape(0);
  const axis = (intOf(node, 'axis', 0) + first.length) % first.length;
  const parts = node.inputs.map((_, input) => shape(input)[axis] ?? 0);
  const total = parts.every((part) => typeof part === 'number') ? parts.reduce((sum, part) => sum + part, 0) : parts.join('+');
  return first.map((size, at) => (at === axis ? total : size));
}

function reshaped({ node, shape, constant }: RuleContext): readonly Dimension[] {
  const target = constant(1);
  if (target === undefined)
    throw new GraftError(
      'GRAPH_INVALID',
      `The operator "${node.name}" (Reshape) takes its shape from the data, which Graft cannot follow.`,
    );
  const sizes = Array.from(
    target.data as ArrayLike<number | bigint>,
    (size, axis): Dimension => (Number(size) === 0 ? (shape(0)[axis] ?? 1) : Number(size)),
  );
  if (!sizes.includes(-1)) return sizes;
  // Free dimensions stand on both sides and cancel.
  const known = (dimensions: readonly Dimension[]): number =>
    dimensions.reduce<number>((all, size) => (typeof size === 'number' && size !== -1 ? all * size : all), 1);
  return sizes.map((size) => (size === -1 ? known(shape(0)) / known(sizes) : size));
}

/** Convolutions and pools: N x C x positions of the window. */
function windowed({ node, shape }: RuleContext): readonly Dimension[] {
  const [batch = 1, channels = 1, ...spatial] = shape(0);
  const weights = node.operator === 'Conv' ? shape(1) : undefined;
  const ones = spatial.map(() => 1);
  const kernel = intsOf(node, 'kernel_shape', (weights?.slice(2) ?? []).map(Number));
  const strides = intsOf(node, 'strides', ones);
  const dilations = intsOf(node, 'dilations', ones);
  const pads = intsOf(
    node,
    'pads',
    [...ones, ...ones].map(() => 0),
  );
  const automatic = node.attributes['auto_pad'];
  const padsSame = automatic?.type === 'string' && automatic.value.startsWith('SAME');
  const round = intOf(node, 'ceil_mode', 0) ? Math.ceil : Math.floor;
  const positions = spatial.map((size, axis): Dimension => {
    if (typeof size === 'string') return size;
    const stride = strides[axis] ?? 1;
    if (padsSame) return Math.ceil(size / stride);
    const reach = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    return round((size + (pads[axis] ?? 0) + (pads[axis + spatial.length] ?? 0) - reach) / stride) + 1;
  });
  return [batch, weights?.[0] ?? channels, ...positions];
}

function product(dimensions: readonly Dimension[]): Dimension {
  const free = dimensions.filter((size) => typeof size === 'string');
  const sizes = dimensions.filter((size) => typeof size === 'number');
  const fixed = sizes.reduce((all, size) => all * size, 1);
  if (free.length === 0) return fixed;
  return fixed === 1 && free.length === 1 ? (free[0] ?? 1) : [...free, fixed].join('*');
}
