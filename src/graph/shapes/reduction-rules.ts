import { intOf } from '../graph.ts';
import { axisOf, numbersOf, type ShapeRule } from './rule-context.ts';

/** Over the axes of the attribute or, where the operator's version has them there, of the second input; over all where there are none. */
const reduced: ShapeRule = (context) => {
  const { node, shape } = context;
  const rank = shape(0).length;
  const given = numbersOf(context, 1, 'axes') ?? [];
  const none = given.length === 0 && intOf(node, 'noop_with_empty_axes', 0) === 1;
  if (none) return shape(0);
  const over = new Set(given.length === 0 ? shape(0).keys() : given.map((axis) => axisOf(context, axis, rank)));
  return shape(0).flatMap((size, axis) => (!over.has(axis) ? [size] : intOf(node, 'keepdims', 1) === 1 ? [1] : []));
};

const argument: ShapeRule = (context) => {
  const { node, shape } = context;
  const over = axisOf(context, intOf(node, 'axis', 0), shape(0).length);
  return shape(0).flatMap((size, axis) => (axis !== over ? [size] : intOf(node, 'keepdims', 1) === 1 ? [1] : []));
};

const kinds = ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'Sum', 'SumSquare'];

/** Operators that make one number of many. */
export const reductionRules: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(kinds.map((kind) => [`Reduce${kind}`, reduced])),
  ArgMax: argument,
  ArgMin: argument,
};
