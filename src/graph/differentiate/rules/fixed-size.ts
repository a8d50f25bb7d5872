import { GraftError } from '../../../errors.ts';
import type { Dimension } from '../../graph.ts';
import type { RuleContext } from '../gradient-rule.ts';

/** A dimension's size, for rules that must know it. @throws `GRAPH_INVALID` where it is free. */
export function fixedSize({ node }: RuleContext, size: Dimension | undefined, axis: number): number {
  if (typeof size === 'number') return size;
  throw new GraftError('GRAPH_INVALID', `The gradient of "${node.name}" (${node.operator}) needs to know the size of axis ${axis}.`, {
    hint: 'Give the network a fixed picture size first.',
  });
}

/** Dimensions as a Reshape takes them: a free one is what is left. @throws `GRAPH_INVALID` where two are free. */
export function targetShape(context: RuleContext, sizes: readonly Dimension[]): string {
  const free = sizes.flatMap((size, axis) => (typeof size === 'string' ? [axis] : []));
  if (free.length > 1) fixedSize(context, sizes[free[1] ?? 0], free[1] ?? 0);
  return context.integers(sizes.map((size) => (typeof size === 'string' ? -1 : size)));
}
