import { int } from '../../graph.ts';
import type { RuleContext } from '../gradient-rule.ts';

/** The sum of a value `[N, C, ...]` of the output's shape over everything but the channels: `[C]`. */
export function channelSums({ add, integers, output, shape }: RuleContext, value: string): string {
  const axes = [...shape(output(0)).keys()].filter((axis) => axis !== 1);
  return add('ReduceSum', [value, integers(axes)], { keepdims: int(0) });
}
