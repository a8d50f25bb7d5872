import { intOf } from '../graph.ts';
import { axisOf, numbersOf, type RuleContext, type Shape, unknownShape } from './rule-context.ts';

/** The shapes of a Split's parts: of given sizes, or as even as they can be. */
export function splitShapes(context: RuleContext): readonly Shape[] {
  const { node, shape } = context;
  const axis = axisOf(context, intOf(node, 'axis', 0), shape(0).length);
  const size = shape(0)[axis];
  const given = numbersOf(context, 1, 'split');
  const count = node.outputs.length;
  if (given === undefined && typeof size !== 'number') throw unknownShape(context, 'splits an axis whose size is free');
  const each = Math.ceil(Number(size) / count);
  return node.outputs.map((_, at) => shape(0).with(axis, given?.[at] ?? (at < count - 1 ? each : Number(size) - each * (count - 1))));
}
