import type { GradientRule, RuleContext } from '../gradient-rule.ts';
import { asNumbers } from './as-numbers.ts';
import { once } from './once.ts';
import { sumLike } from './sum-like.ts';

/** The sum of a gradient of the output's shape over what broadcasting repeated of an input. */
function backTo(context: RuleContext, value: string, index: number): string {
  return sumLike(context, value, context.shape(context.output(0)), context.input(index));
}

/** Add and Sum: y = a + b + … */
export const add: GradientRule = (context) => context.node.inputs.map((_, index) => () => backTo(context, context.gradient, index));

/** y = a - b. */
export const subtract: GradientRule = (context) => [
  () => backTo(context, context.gradient, 0),
  () => context.add('Neg', [backTo(context, context.gradient, 1)]),
];

/** y = a · b. */
export const multiply: GradientRule = (context) => {
  const { add, gradient, input } = context;
  return [() => backTo(context, add('Mul', [gradient, input(1)]), 0), () => backTo(context, add('Mul', [gradient, input(0)]), 1)];
};

/** y = a / b. */
export const divide: GradientRule = (context) => {
  const { add, gradient, input, output } = context;
  const byA = (): string => add('Div', [gradient, input(1)]);
  return [
    () => backTo(context, byA(), 0),
    () => backTo(context, add('Neg', [add('Div', [add('Mul', [gradient, output(0)]), input(1)])]), 1),
  ];
};

/** y = x ^ p, with a p that is a constant. */
export const power: GradientRule = (context) => {
  const { add, filled, floats, constant, gradient, input } = context;
  const exponent = constant(input(1));
  if (exponent === undefined) return [];
  const powers = Float32Array.from(exponent.data as ArrayLike<number | bigint>, Number); // every element type
  const slope = (): string => {
    if (powers.every((p) => p === 2)) return add('Mul', [input(0), filled(2)]);
    const below = floats(
      powers.map((p) => p - 1),
      exponent.shape,
    );
    return add('Mul', [add('Pow', [input(0), below]), floats(powers, exponent.shape)]);
  };
  return [() => backTo(context, add('Mul', [gradient, slope()]), 0), undefined];
};

/** Max and Min: the gradient goes to the input that was taken; of equal ones, to the first. */
export const extreme: GradientRule = (context) => {
  const { node, add, gradient, output } = context;
  const isTaken = node.inputs.map((input) => once(() => add('Equal', [input, output(0)])));
  /** Whether that input or one before it was taken. */
  const soFar = isTaken.map((own, index): (() => string) =>
    once(() => (index === 0 ? own() : add('Or', [soFar[index - 1]?.() ?? '', own()]))),
  );
  return node.inputs.map((_, index) => () => {
    const own = isTaken[index]?.() ?? '';
    const taken = index === 0 ? own : add('And', [own, add('Not', [soFar[index - 1]?.() ?? ''])]);
    return backTo(context, add('Mul', [gradient, asNumbers(context, taken)]), index);
  });
};

/** Where(condition, a, b). */
export const where: GradientRule = (context) => {
  const { add, filled, gradient, input } = context;
  return [
    undefined,
    () => backTo(context, add('Where', [input(0), gradient, filled(0)]), 1),
    () => backTo(context, add('Where', [input(0), filled(0), gradient]), 2),
  ];
};

/** Expand: the sum over what was repeated. */
export const expand: GradientRule = (context) => [() => backTo(context, context.gradient, 0), undefined];

/** Identity, and a Dropout that drops nothing. */
export const identity: GradientRule = ({ gradient }) => [() => gradient];
