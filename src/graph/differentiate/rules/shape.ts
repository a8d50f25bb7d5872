import { int, intOf, ints, intsOf } from '../../graph.ts';
import type { GradientRule } from '../gradient-rule.ts';
import { fixedSize } from './fixed-size.ts';
import { reshapeLike } from './reshape-like.ts';

/** Reshape, Flatten, Squeeze, Unsqueeze: the same numbers in the shape that they came in. */
export const reshape: GradientRule = (context) => [() => reshapeLike(context, context.gradient, context.input(0)), undefined];

/** Transpose: back again. */
export const transpose: GradientRule = ({ node, add, gradient, shape, input }) => {
  const order = intsOf(node, 'perm', [...shape(input(0)).keys()].reverse());
  return [() => add('Transpose', [gradient], { perm: ints([...order.keys()].map((axis) => order.indexOf(axis))) })];
};

/** Concat: to each its part. */
export const concat: GradientRule = (context) => {
  const { node, add, integers, gradient, shape, input } = context;
  const rank = shape(input(0)).length;
  const axis = (intOf(node, 'axis', 0) + rank) % rank;
  const sizes = node.inputs.map((part) => fixedSize(context, shape(part)[axis], axis));
  return sizes.map((size, index) => () => {
    const from = sizes.slice(0, index).reduce((sum, part) => sum + part, 0);
    return add('Slice', [gradient, integers([from]), integers([from + size]), integers([axis])]);
  });
};

/** Split: the parts' gradients side by side; zeros for a part that nothing reads. */
export const split: GradientRule = ({ node, add, filled, gradients, shape, input }) => {
  const rank = shape(input(0)).length;
  const axis = (intOf(node, 'axis', 0) + rank) % rank;
  const parts = (): string[] => node.outputs.map((output, index) => gradients[index] ?? add('Expand', [filled(0), add('Shape', [output])]));
  return [() => add('Concat', parts(), { axis: int(axis) }), undefined];
};
