import type { Dimension, Node } from '../graph.ts';
import { intOf } from '../graph.ts';
import { dividedBy, factorOf, product, sizeWhere, times } from '../shapes/dimension.ts';
import { resolveTarget } from '../shapes/rearranging-rules.ts';
import { axisOf, numbersOf, type RuleContext, type Shape } from '../shapes/rule-context.ts';
import type { ShapeValues } from './shape-values.ts';
import { unsuitable } from './unsuitable.ts';

/** What freeing the batch needs to know beside the node. */
export interface FreeBatchOptions {
  /** The name of the free dimension. */
  readonly batch: string;
  /** How many pictures the network was written for; 1 where that was free. */
  readonly published: number;
  readonly values: ShapeValues;
}

/**
 * Rewrites a node that was written for a fixed number of pictures so that it takes any.
 *
 * Exporters write the number where it does no harm to them: a Reshape to [1, 49, 768], a class token of shape
 * [1, 1, 768] that is joined to the patches, a Squeeze of all that is 1. In each of these the axis that holds the
 * pictures is told by the input.
 *
 * @returns The node, last, and what has to run before it.
 * @throws `NETWORK_UNSUITABLE` where a node works across the pictures of a batch
 */
export function withFreeBatch(node: Node, context: RuleContext, options: FreeBatchOptions): readonly Node[] {
  switch (node.operator) {
    case 'Reshape':
      return [freeReshape(node, context, options)];
    case 'Flatten':
      return [freeFlatten(node, context, options)];
    case 'Squeeze':
      return [freeSqueeze(node, context, options)];
    case 'Concat':
      return freeConcat(node, context, options);
    case 'Gather':
    case 'Slice':
    case 'Split':
    case 'Softmax':
    case 'LogSoftmax':
      return [expectAcross(node, context, options)];
    case 'Resize':
      return [freeResize(node, context, options)];
  }
  if (node.operator.startsWith('Reduce')) return [expectAcross(node, context, options)];
  return [node];
}

const isFree = (size: Dimension | undefined, batch: string): boolean => size !== undefined && factorOf(size, batch) !== undefined;

/** The shape is written down whole, with -1 where the pictures are. */
function freeReshape(node: Node, context: RuleContext, { batch, published, values }: FreeBatchOptions): Node {
  const from = context.shape(0);
  const target = context.value(1)?.elements;
  if (target === undefined || !from.some((size) => isFree(size, batch))) return node;
  const allowZero = intOf(node, 'allowzero', 0) === 1;
  const to = target.some((size) => typeof size === 'string')
    ? resolveTarget(context, from, target, allowZero)
    : targetWithBatch(context, from, target, { batch, published, allowZero });
  const free = to.flatMap((size, axis) => (typeof size === 'string' ? [axis] : []));
  if (free.length !== 1) throw mixes(context, `[${to.join(', ')}] has ${free.length} axes that depend on the number of pictures`);
  const { allowzero: _, ...attributes } = node.attributes;
  const written = to.map((size, axis) => (free.includes(axis) ? -1 : size));
  return { ...node, attributes, inputs: [node.inputs[0] ?? '', values.vector(written, `${node.outputs[0]}:shape`)] };
}

/** The target of a Reshape for a fixed number of pictures, with the free one in the place where they are. */
function targetWithBatch(
  context: RuleContext,
  from: Shape,
  target: readonly Dimension[],
  { batch, published, allowZero }: { readonly batch: string; readonly published: number; readonly allowZero: boolean },
): Shape {
  const fixed = from.map((size) => sizeWhere(size, batch, published) ?? size);
  const to = resolveTarget(context, fixed, target, allowZero);
  const axis = batchAxis(from, to, fixed, { batch, published });
  const each = dividedBy(to[axis] ?? 1, published);
  if (axis < 0 || each === undefined || dividedBy(product(from), product(to.with(axis, times(each, batch)))) !== 1)
    throw mixes(context, `makes [${target.join(', ')}] of [${from.join(', ')}]`);
  return to.with(axis, times(each, batch));
}

/**
 * Which axis of a Reshape's result holds the pictures: one before which there are as many numbers as before the input's.
 *
 * Where the input has the pictures and something else in one axis (windows, heads), either may be the outer one: an axis
 * as long as the number of pictures tells. Rows are kept whole: pictures do not go into the last axis while there is
 * another before it (PyTorch's attention makes [tokens · pictures, width] of [tokens, pictures, width]).
 */
function batchAxis(
  from: Shape,
  to: Shape,
  fixed: Shape,
  { batch, published }: { readonly batch: string; readonly published: number },
): number {
  const place = from.findIndex((size) => isFree(size, batch));
  const least = Number(product(fixed.slice(0, place)));
  const most = least * (factorOf(from[place] ?? 1, batch) ?? 1);
  const places = [...to.keys()].filter((axis) => {
    const before = Number(product(to.slice(0, axis)));
    return before >= least && before <= most && dividedBy(to[axis] ?? 1, published) !== undefined;
  });
  const exact = places.find((axis) => to[axis] === published);
  const found = exact ?? places.find((axis) => product(to.slice(0, axis)) === least) ?? -1;
  return found === to.length - 1 && found > 0 ? found - 1 : found;
}

function freeFlatten(node: Node, context: RuleContext, { batch }: FreeBatchOptions): Node {
  const axis = intOf(node, 'axis', 1);
  const [first, ...rest] = context.shape(0);
  if (axis === 0 && isFree(first, batch) && rest.every((size) => size === 1)) return node;
  if (axis === 0 && isFree(first, batch)) throw mixes(context, 'makes one row of all pictures');
  return node;
}

/** What is 1 for one picture alone must stay. */
function freeSqueeze(node: Node, context: RuleContext, { batch, values }: FreeBatchOptions): Node {
  const shape = context.shape(0);
  const given = numbersOf(context, 1, 'axes')?.map((axis) => axisOf(context, axis, shape.length));
  const axes = (given ?? [...shape.keys()].filter((axis) => shape[axis] === 1)).filter((axis) => !isFree(shape[axis], batch));
  if (given?.length === axes.length || !shape.some((size) => isFree(size, batch))) return node;
  const { axes: _, ...attributes } = node.attributes;
  return { ...node, attributes, inputs: [node.inputs[0] ?? '', values.vector(axes, `${node.outputs[0]}:axes`)] };
}

/** A part that is the same for all pictures (a class token) is repeated for each. */
function freeConcat(node: Node, context: RuleContext, { batch, published, values }: FreeBatchOptions): readonly Node[] {
  const shapes = node.inputs.map((_, input) => context.shape(input));
  const axis = axisOf(context, intOf(node, 'axis', 0), shapes[0]?.length ?? 1);
  const place = shapes.find((shape) => shape.some((size) => isFree(size, batch)))?.findIndex((size) => isFree(size, batch)) ?? -1;
  if (place < 0) return [node];
  if (axis === place) throw mixes(context, 'joins values of several pictures');
  const size = shapes.find((shape) => isFree(shape[place], batch))?.[place] ?? batch;
  const before: Node[] = [];
  const inputs = node.inputs.map((input, at) => {
    const shape = shapes[at] ?? [];
    if (isFree(shape[place], batch) || shape[place] !== sizeWhere(size, batch, published)) return input;
    const name = `${node.outputs[0]}:part_${at}`;
    const target = values.vector(shape.with(place, size), `${name}:shape`);
    before.push({ name, operator: 'Expand', domain: '', inputs: [input, target], outputs: [name], attributes: {} });
    return name;
  });
  return [...before, { ...node, inputs }];
}

function freeResize(node: Node, context: RuleContext, { batch, published, values }: FreeBatchOptions): Node {
  const sizes = context.value(3)?.elements;
  const [first] = context.shape(0);
  if (sizes === undefined || sizes.length === 0 || first === undefined || !isFree(first, batch) || sizes[0] !== published) return node;
  return { ...node, inputs: node.inputs.with(3, values.vector(sizes.with(0, first), `${node.outputs[0]}:sizes`)) };
}

/** Operators along an axis must leave the pictures' axis alone. */
function expectAcross(node: Node, context: RuleContext, { batch }: FreeBatchOptions): Node {
  const shape = context.shape(0);
  const place = shape.findIndex((size) => isFree(size, batch));
  if (place < 0) return node;
  const axes = axesOf(node, context, shape);
  if (axes.some((axis) => (axis < 0 ? axis + shape.length : axis) === place)) throw mixes(context, 'works across the pictures of a batch');
  return node;
}

function axesOf(node: Node, context: RuleContext, shape: Shape): readonly number[] {
  if (node.operator.startsWith('Reduce')) return numbersOf(context, 1, 'axes') ?? [...shape.keys()];
  if (node.operator !== 'Slice') return [intOf(node, 'axis', node.operator.endsWith('oftmax') ? -1 : 0)];
  const starts = numbersOf(context, 1, 'starts') ?? [];
  const axes = numbersOf(context, 3, 'axes') ?? [...starts.keys()];
  const ends = context.value(2)?.elements ?? [];
  // A part that is the whole is none.
  return axes.filter((axis, at) => starts[at] !== 0 || !(ends[at] === shape[axis] || Number(ends[at]) >= 2 ** 31 - 1));
}

function mixes({ node }: RuleContext, why: string): Error {
  return unsuitable(
    `The network mixes the pictures of a batch: the operator "${node.name}" (${node.operator}) ${why}.`,
    'Export it for any number of pictures (in PyTorch: dynamic_axes or dynamic_shapes for the first dimension).',
  );
}
