import type { Dimension } from '../../graph.ts';
import { int } from '../../graph.ts';
import type { RuleContext } from '../gradient-rule.ts';
import { reshapeLike } from './reshape-like.ts';

/**
 * Undoes broadcasting: what was read several times gets the sum of what came of each.
 *
 * @param value Of the shape `from`.
 * @param like The value of the forward graph that was broadcast to that shape.
 */
export function sumLike(context: RuleContext, value: string, from: readonly Dimension[], like: string): string {
  const { add, integers, shape } = context;
  const to = shape(like);
  const leading = from.length - to.length;
  const axes = [...from.keys()].filter((axis) => axis < leading || (to[axis - leading] === 1 && from[axis] !== 1));
  if (axes.length === 0) return value;
  const dropped = axes.every((axis) => axis < leading);
  const sum = add('ReduceSum', [value, integers(axes)], { keepdims: int(dropped ? 0 : 1) });
  return dropped || leading === 0 ? sum : reshapeLike(context, sum, like);
}
