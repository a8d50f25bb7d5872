import type { Dimension } from '../graph.ts';
import { intOf, intsOf } from '../graph.ts';
import { differ, dividedBy, plus, product, times } from './dimension.ts';
import { overlay } from './elementwise-rules.ts';
import { axisOf, numbersOf, type RuleContext, type Shape, type ShapeRule, unknownShape } from './rule-context.ts';
import { slicedLength } from './sliced-length.ts';

const concatenated: ShapeRule = (context) => {
  const { node, shape } = context;
  const first = shape(0);
  const axis = axisOf(context, intOf(node, 'axis', 0), first.length);
  const total = node.inputs.map((_, input) => shape(input)[axis] ?? 0).reduce(plus);
  // A size that one part leaves free is told by another.
  const sizeAt = (at: number): Dimension => {
    const sizes = node.inputs.map((_, input) => shape(input)[at] ?? 1);
    return sizes.find((size) => typeof size === 'string') ?? sizes[0] ?? 1;
  };
  return first.map((_, at) => (at === axis ? total : sizeAt(at)));
};

const reshaped: ShapeRule = (context) => {
  const { node, shape } = context;
  const target = context.value(1)?.elements;
  if (target === undefined) throw unknownShape(context, 'takes its shape from the data, which Graft cannot follow');
  return resolveTarget(context, shape(0), target, intOf(node, 'allowzero', 0) === 1);
};

/** A Reshape's target with its 0 and -1 told. @throws `GRAPH_INVALID` where the numbers of elements differ */
export function resolveTarget(context: RuleContext, from: Shape, target: readonly Dimension[], allowZero = false): Shape {
  const sizes = target.map((size, axis): Dimension => (size === 0 && !allowZero ? (from[axis] ?? 1) : size));
  const open = sizes.indexOf(-1);
  if (sizes.some((size, axis) => typeof size === 'number' && (size < -1 || (size === -1 && axis !== open))))
    throw unknownShape(context, `asks for the shape [${target.join(', ')}]`);
  const all = product(from);
  if (open < 0) {
    const count = product(sizes);
    if (differ(all, count))
      throw unknownShape(context, `makes [${sizes.join(', ')}] of [${from.join(', ')}], which has another number of elements`);
    return sizes;
  }
  const rest = dividedBy(all, product(sizes.filter((_, axis) => axis !== open)));
  if (rest === undefined) throw unknownShape(context, `makes [${sizes.join(', ')}] of [${from.join(', ')}], which does not come out even`);
  return sizes.with(open, rest);
}

const flattened: ShapeRule = ({ node, shape }) => {
  const given = intOf(node, 'axis', 1);
  const axis = given < 0 ? given + shape(0).length : given;
  return [product(shape(0).slice(0, axis)), product(shape(0).slice(axis))];
};

const transposed: ShapeRule = ({ node, shape }) => {
  const order = intsOf(node, 'perm', [...shape(0).keys()].reverse());
  return order.map((axis) => shape(0)[axis] ?? 1);
};

const squeezed: ShapeRule = (context) => {
  const { shape } = context;
  const axes = numbersOf(context, 1, 'axes')?.map((axis) => axisOf(context, axis, shape(0).length));
  return shape(0).filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis)));
};

const unsqueezed: ShapeRule = (context) => {
  const { shape } = context;
  const given = numbersOf(context, 1, 'axes') ?? [];
  const rank = shape(0).length + given.length;
  const axes = new Set(given.map((axis) => axisOf(context, axis, rank)));
  const old = shape(0).values();
  return Array.from({ length: rank }, (_, axis): Dimension => (axes.has(axis) ? 1 : (old.next().value ?? 1)));
};

const gathered: ShapeRule = (context) => {
  const { node, shape } = context;
  const axis = axisOf(context, intOf(node, 'axis', 0), shape(0).length);
  return [...shape(0).slice(0, axis), ...shape(1), ...shape(0).slice(axis + 1)];
};

const sliced: ShapeRule = (context) => {
  const starts = numbersOf(context, 1, 'starts') ?? [];
  const ends = context.value(2)?.elements ?? numbersOf(context, 2, 'ends') ?? [];
  const axes = numbersOf(context, 3, 'axes') ?? [...starts.keys()];
  const steps = numbersOf(context, 4, 'steps') ?? [];
  const result = [...context.shape(0)];
  for (const [at, given] of axes.entries()) {
    const axis = axisOf(context, given, result.length);
    const size = result[axis] ?? 1;
    const length = slicedLength(size, starts[at] ?? 0, ends[at] ?? 0, steps[at] ?? 1);
    if (length === undefined) throw unknownShape(context, 'takes a part of an axis whose size is free, which Graft cannot follow');
    result[axis] = length;
  }
  return result;
};

const padded: ShapeRule = (context) => {
  const pads = numbersOf(context, 1, 'pads') ?? [];
  const { shape } = context;
  const rank = shape(0).length;
  const axes = (context.value(3)?.elements ?? [...shape(0).keys()]).map(Number);
  return shape(0).map((size, axis) => {
    const at = axes.findIndex((given) => (given + rank) % rank === axis);
    return at < 0 ? size : plus(size, (pads[at] ?? 0) + (pads[at + axes.length] ?? 0));
  });
};

const expanded: ShapeRule = (context) => {
  const target = context.value(1)?.elements;
  if (target === undefined) throw unknownShape(context, 'takes its shape from the data, which Graft cannot follow');
  return overlay(context, context.shape(0), target);
};

const tiled: ShapeRule = (context) => {
  const repeats = context.value(1)?.elements;
  if (repeats === undefined) throw unknownShape(context, 'repeats as often as the data say, which Graft cannot follow');
  return context.shape(0).map((size, axis) => times(size, repeats[axis] ?? 1));
};

const filled: ShapeRule = (context) => {
  const shape = context.value(0)?.elements;
  if (shape === undefined) throw unknownShape(context, 'takes its shape from the data, which Graft cannot follow');
  return shape;
};

const counted: ShapeRule = (context) => {
  const [from, to, step] = [0, 1, 2].map((input) => context.value(input)?.elements[0]);
  if (typeof from !== 'number' || typeof to !== 'number' || typeof step !== 'number' || step === 0)
    throw unknownShape(context, 'counts as far as the data say, which Graft cannot follow');
  return [Math.max(0, Math.ceil((to - from) / step))];
};

/** Operators that move numbers about and compute none. */
export const rearrangingRules: Readonly<Record<string, ShapeRule>> = {
  Concat: concatenated,
  ConstantOfShape: filled,
  Expand: expanded,
  Flatten: flattened,
  Gather: gathered,
  GatherElements: ({ shape }) => shape(1),
  Pad: padded,
  Range: counted,
  Reshape: reshaped,
  Shape: ({ node, shape }) => {
    const rank = shape(0).length;
    return [rank === 0 ? 0 : shape(0).slice(intOf(node, 'start', 0), intOf(node, 'end', rank)).length];
  },
  Size: () => [],
  Slice: sliced,
  Squeeze: squeezed,
  Tile: tiled,
  Transpose: transposed,
  Unsqueeze: unsqueezed,
};
