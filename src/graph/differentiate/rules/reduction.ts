import { int, intOf, intsOf } from '../../graph.ts';
import type { GradientRule, RuleContext } from '../gradient-rule.ts';
import { asNumbers, float32 } from './as-numbers.ts';

/** The axes that a reduction goes over: in the attribute or, where the operator's version has them there, in the second input. */
function reducedAxes({ node, constant, input, shape }: RuleContext): readonly number[] {
  const rank = shape(input(0)).length;
  const given = constant(input(1))?.data;
  const axes = given === undefined ? intsOf(node, 'axes', [...shape(input(0)).keys()]) : Array.from(given, Number);
  return axes.map((axis) => (axis + rank) % rank);
}

/** A value of the output's shape with the axes that were reduced away as dimensions of 1. */
function keptDimensions({ node, add, integers }: RuleContext, value: string, axes: readonly number[]): string {
  return intOf(node, 'keepdims', 1) === 1 || axes.length === 0 ? value : add('Unsqueeze', [value, integers(axes)]);
}

/** Repeats a value of the output's shape along the axes that were reduced, times a number. */
function repeatAlong(context: RuleContext, value: string, axes: readonly number[], scale = 1): string {
  const { add, filled, input, shape } = context;
  const kept = keptDimensions(context, value, axes);
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

/** ReduceSumSquare: dx = 2 x dy. */
export const reduceSumSquare: GradientRule = (context) => {
  const { add, filled, gradient, input } = context;
  return [() => add('Mul', [input(0), keptDimensions(context, add('Mul', [gradient, filled(2)]), reducedAxes(context))])];
};

/** ReduceL2: dx = x dy / y. */
export const reduceL2: GradientRule = (context) => {
  const { add, gradient, input, output } = context;
  return [() => add('Mul', [input(0), keptDimensions(context, add('Div', [gradient, output(0)]), reducedAxes(context))])];
};

/** Shares a gradient evenly among the elements that are the largest or least along some axes. */
function shareAmongExtremes(context: RuleContext, axes: readonly number[]): string {
  const { add, integers, gradient, input, output } = context;
  const isExtreme = asNumbers(context, add('Equal', [input(0), keptDimensions(context, output(0), axes)]));
  const count = add('ReduceSum', [isExtreme, integers(axes)], { keepdims: int(1) });
  return add('Mul', [isExtreme, add('Div', [keptDimensions(context, gradient, axes), count])]);
}

/** ReduceMax and ReduceMin: to the extreme; equal ones share. */
export const reduceExtreme: GradientRule = (context) => [() => shareAmongExtremes(context, reducedAxes(context)), undefined];

/** GlobalMaxPool `[N, C, ...]` -> `[N, C, 1, ...]`: to the maximum; equal ones share. */
export const globalMaxPool: GradientRule = (context) => {
  const rank = context.shape(context.input(0)).length;
  return [() => shareAmongExtremes(context, [...Array(rank).keys()].slice(2))];
};
