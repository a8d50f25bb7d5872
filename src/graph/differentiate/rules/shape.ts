import { GraftError } from '../../../errors.ts';
import { intOf, ints, intsOf } from '../../graph.ts';
import type { GradientRule } from '../gradient-rule.ts';
import { reshapeLike } from './reshape-like.ts';

/** Reshape, Flatten, Squeeze, Unsqueeze: the same numbers in the shape that they came in. */
export const reshape: GradientRule = (context) => [() => reshapeLike(context, context.gradient, context.input(0)), undefined];

/** Transpose: back again. */
export const transpose: GradientRule = ({ node, add, gradient, shape, input }) => {
  const order = intsOf(node, 'perm', [...shape(input(0)).keys()].reverse());
  return [() => add('Transpose', [gradient], { perm: ints([...order.keys()].map((axis) => order.indexOf(axis))) })];
};

/** Concat: to each its part. */
export const concat: GradientRule = ({ node, add, integers, gradient, shape, input }) => {
  const rank = shape(input(0)).length;
  const axis = (intOf(node, 'axis', 0) + rank) % rank;
  const sizes = node.inputs.map((part) => {
    const size = shape(part)[axis];
    if (typeof size === 'number') return size;
    throw new GraftError(
      'GRAPH_INVALID',
      `The gradient of "${node.name}" (Concat) needs to know the size of "${part}" along axis ${axis}.`,
    );
  });
  return sizes.map((size, index) => () => {
    const from = sizes.slice(0, index).reduce((sum, part) => sum + part, 0);
    return add('Slice', [gradient, integers([from]), integers([from + size]), integers([axis])]);
  });
};
