import type { GradientRule, RuleContext } from '../gradient-rule.ts';
import { asNumbers } from './as-numbers.ts';

/** y = f(x): dx = dy · f'(x), where the slope is computed from x or, better, from y. */
const withSlope =
  (slope: (context: RuleContext, x: string, y: string) => string): GradientRule =>
  (context) => [() => context.add('Mul', [context.gradient, slope(context, context.input(0), context.output(0))])];

/** A float attribute, or the operator's default. */
function floatOf({ node }: RuleContext, name: string, otherwise: number): number {
  const attribute = node.attributes[name];
  return attribute?.type === 'float' ? attribute.value : otherwise;
}

const scaled = ({ add, filled }: RuleContext, value: string, factor: number): string => add('Mul', [value, filled(factor)]);
const oneMinus = ({ add, filled }: RuleContext, value: string): string => add('Sub', [filled(1), value]);

/** y = -x. */
export const negate: GradientRule = ({ add, gradient }) => [() => add('Neg', [gradient])];

/** y = |x|; at 0 the slope is 0. */
export const absolute = withSlope(({ add }, x) => add('Sign', [x]));

/** y = e^x. */
export const exponential = withSlope((_, _x, y) => y);

/** y = ln x. */
export const logarithm: GradientRule = ({ add, gradient, input }) => [() => add('Div', [gradient, input(0)])];

/** y = √x. */
export const squareRoot: GradientRule = (context) => [
  () => context.add('Div', [scaled(context, context.gradient, 0.5), context.output(0)]),
];

/** y = 1 / x. */
export const reciprocal = withSlope((context, _, y) => context.add('Neg', [context.add('Mul', [y, y])]));

/** y = 1 / (1 + e^-x): y' = y (1 - y). */
export const sigmoid = withSlope((context, _, y) => context.add('Mul', [y, oneMinus(context, y)]));

/** y = tanh x: y' = 1 - y². */
export const tanh = withSlope((context, _, y) => oneMinus(context, context.add('Mul', [y, y])));

/** y = erf x: y' = 2/√π · e^(-x²). */
export const erf = withSlope((context, x) => scaled(context, bell(context, x, 1), 2 / Math.sqrt(Math.PI)));

/** e^(-factor · x²). */
function bell(context: RuleContext, x: string, factor: number): string {
  return context.add('Exp', [scaled(context, context.add('Mul', [x, x]), -factor)]);
}

/** y = ln(1 + e^x). */
export const softplus = withSlope(({ add }, x) => add('Sigmoid', [x]));

/** y = max(x, 0). At 0, where there is a corner, the slope is 0, as everywhere in the field. */
export const relu = withSlope((context, _, y) => asNumbers(context, context.add('Greater', [y, context.filled(0)])));

/** y = x, or alpha · x below 0. */
export const leakyRelu = withSlope((context, x) => {
  const { add, filled } = context;
  return add('Where', [add('Greater', [x, filled(0)]), filled(1), filled(floatOf(context, 'alpha', Math.fround(0.01)))]);
});

/** y = x, or alpha (e^x - 1) below 0, where y' = y + alpha. */
export const elu = withSlope((context, x, y) => {
  const { add, filled } = context;
  return add('Where', [add('Greater', [x, filled(0)]), filled(1), add('Add', [y, filled(floatOf(context, 'alpha', 1))])]);
});

/** Clip, such as ReLU6: at a bound the slope is 0. The bounds are not differentiated by. */
export const clip: GradientRule = (context) => {
  const { add, gradient, input, output } = context;
  const inside = (): string[] => [
    ...(input(1) === '' ? [] : [add('Greater', [output(0), input(1)])]),
    ...(input(2) === '' ? [] : [add('Less', [output(0), input(2)])]),
  ];
  return [
    () => {
      const [first, second] = inside();
      if (first === undefined) return gradient;
      return add('Mul', [gradient, asNumbers(context, second === undefined ? first : add('And', [first, second]))]);
    },
  ];
};

/** Which values of a function that is cut off at 0 and 1 lie between. */
function betweenZeroAndOne(context: RuleContext, y: string): string {
  const { add, filled } = context;
  return asNumbers(context, add('And', [add('Greater', [y, filled(0)]), add('Less', [y, filled(1)])]));
}

/** y = alpha x + beta, cut off at 0 and 1. */
export const hardSigmoid = withSlope((context, _, y) =>
  scaled(context, betweenZeroAndOne(context, y), floatOf(context, 'alpha', Math.fround(0.2))),
);

/** y = x h(x) with h(x) = x/6 + 1/2, cut off at 0 and 1: y' = h + x h'. */
export const hardSwish = withSlope((context, x) => {
  const { add } = context;
  const gate = add('HardSigmoid', [x], { alpha: { type: 'float', value: 1 / 6 }, beta: { type: 'float', value: 0.5 } });
  return add('Add', [gate, add('Mul', [x, scaled(context, betweenZeroAndOne(context, gate), 1 / 6)])]);
});

/**
 * y = x Φ(x), with Φ the normal distribution's: y' = Φ + x φ. Or, where `approximate` says so, with tanh.
 *
 * Source: D. Hendrycks and K. Gimpel, Gaussian Error Linear Units (2016).
 */
export const gelu = withSlope((context, x) => {
  const approximate = context.node.attributes['approximate'];
  return approximate?.type === 'string' && approximate.value === 'tanh' ? tanhSlope(context, x) : normalSlope(context, x);
});

function normalSlope(context: RuleContext, x: string): string {
  const { add, filled } = context;
  const below = scaled(context, add('Add', [add('Erf', [scaled(context, x, Math.SQRT1_2)]), filled(1)]), 0.5);
  return add('Add', [below, add('Mul', [x, scaled(context, bell(context, x, 0.5), 1 / Math.sqrt(2 * Math.PI))])]);
}

/** y = x/2 (1 + t) with t = tanh(a (x + c x³)): y' = (1 + t)/2 + x/2 (1 - t²) a (1 + 3 c x²). */
function tanhSlope(context: RuleContext, x: string): string {
  const { add, filled } = context;
  const [a, c] = [Math.sqrt(2 / Math.PI), 0.044715];
  const square = add('Mul', [x, x]);
  const inner = add('Mul', [x, add('Add', [scaled(context, square, a * c), filled(a)])]);
  const t = add('Tanh', [inner]);
  const steepness = add('Add', [scaled(context, square, 1.5 * a * c), filled(a / 2)]);
  const second = add('Mul', [add('Mul', [x, oneMinus(context, add('Mul', [t, t]))]), steepness]);
  return add('Add', [scaled(context, add('Add', [t, filled(1)]), 0.5), second]);
}
