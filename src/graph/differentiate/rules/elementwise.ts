import type { GradientRule } from '../gradient-rule.ts';
import { sumLike } from './sum-like.ts';

/** y = a + b. */
export const add: GradientRule = (context) =>
  context.node.inputs.map((input) => () => sumLike(context, context.gradient, context.shape(context.output(0)), input));

/** y = a - b. */
export const subtract: GradientRule = (context) => {
  const shape = context.shape(context.output(0));
  return [
    () => sumLike(context, context.gradient, shape, context.input(0)),
    () => context.add('Neg', [sumLike(context, context.gradient, shape, context.input(1))]),
  ];
};

/** y = a · b. */
export const multiply: GradientRule = (context) => {
  const shape = context.shape(context.output(0));
  const by = (other: number): string => context.add('Mul', [context.gradient, context.input(other)]);
  return [() => sumLike(context, by(1), shape, context.input(0)), () => sumLike(context, by(0), shape, context.input(1))];
};

/** y = -x. */
export const negate: GradientRule = ({ add, gradient }) => [() => add('Neg', [gradient])];

/** y = x. */
export const identity: GradientRule = ({ gradient }) => [() => gradient];
