import { int, intOf } from '../../graph.ts';
import type { GradientRule, RuleContext } from '../gradient-rule.ts';

/** The sum along the axis that a softmax goes over, kept as a dimension of 1. */
function sumAlong({ node, add, integers }: RuleContext, value: string): string {
  return add('ReduceSum', [value, integers([intOf(node, 'axis', -1)])], { keepdims: int(1) });
}

/** Softmax y: dx = y · (dy - sum(dy · y)). */
export const softmax: GradientRule = (context) => {
  const { add, gradient, output } = context;
  return [() => add('Mul', [output(0), add('Sub', [gradient, sumAlong(context, add('Mul', [gradient, output(0)]))])])];
};

/** LogSoftmax y: dx = dy - exp(y) · sum(dy). */
export const logSoftmax: GradientRule = (context) => {
  const { add, gradient, output } = context;
  return [() => add('Sub', [gradient, add('Mul', [add('Exp', [output(0)]), sumAlong(context, gradient)])])];
};
