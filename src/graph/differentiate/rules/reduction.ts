import { int, intOf, intsOf } from '../../graph.ts';
import type { GradientRule, RuleContext } from '../gradient-rule.ts';

/** ONNX's number for float32 in a Cast. */
const float32 = 1;

/** The axes that a reduction goes over: in the attribute or, where the operator's version has them there, in the second input. */
export function reducedAxes({ node, constant, input, shape }: RuleContext): readonly number[] {
  const rank = shape(input(0)).length;
  const given = constant(input(1))?.data;
  const axes = given === undefined ? intsOf(node, 'axes', [...shape(input(0)).keys()]) : Array.from(given, Number);
  return axes.map((axis) => (axis + rank) % rank);
}

/**
 * Repeats a reduction's gradient along the axes it went over.
 *
 * @param value Of the shape of the reduction's output.
 * @param scale What to multiply by on the way.
 */
export function repeatAlong(context: RuleContext, value: string, axes: readonly number[], scale = 1): string {
  const { node, add, integers, filled, input, shape } = context;
  const kept = intOf(node, 'keepdims', 1) === 1 || axes.length === 0 ? value : add('Unsqueeze', [value, integers(axes)]);
  const sizes = shape(input(0)).map((size, axis) => (axes.includes(axis) ? size : 1));
  const fixed = sizes.filter((size) => typeof size === 'number');
  if (fixed.length === sizes.length) return add('Mul', [kept, filled(scale, fixed)]);
  const scaled = scale === 1 ? kept : add('Mul', [kept, filled(scale)]);
  return add('Expand', [scaled, add('Shape', [input(0)])]);
}

/** ReduceSum. */
export const reduceSum: GradientRule = (context) => [() => repeatAlong(context, context.gradient, reducedAxes(context)), undefined];

/** ReduceMean: as the sum, divided by how many there are. */
export const reduceMean: GradientRule = (context) => {
  const { add, gradient, input, output, shape } = context;
  const axes = reducedAxes(context);
  const sizes = axes.map((axis) => shape(input(0))[axis] ?? 1);
  return [
    () => {
      if (sizes.every((size) => typeof size === 'number')) {
        return repeatAlong(context, gradient, axes, 1 / sizes.reduce((all, size) => all * size, 1));
      }
      const count = add('Div', [add('Size', [input(0)]), add('Size', [output(0)])]);
      return repeatAlong(context, add('Div', [gradient, add('Cast', [count], { to: int(float32) })]), axes);
    },
    undefined,
  ];
};
