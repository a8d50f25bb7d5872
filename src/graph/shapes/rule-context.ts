import { GraftError } from '../../errors.ts';
import type { Dimension, Node } from '../graph.ts';
import { intsOf } from '../graph.ts';
import type { KnownValue } from './known-value.ts';

/** The shape of a value: its dimensions, the free ones by name. */
export type Shape = readonly Dimension[];

/** What a rule may look at: its node, the shapes of its inputs, and the numbers of those that are known. */
export interface RuleContext {
  readonly node: Node;
  /** @throws `GRAPH_INVALID` where the input is missing */
  readonly shape: (input: number) => Shape;
  readonly has: (input: number) => boolean;
  readonly value: (input: number) => KnownValue | undefined;
}

/** Tells the shape of what a node makes: of its only output, or of each. */
export type ShapeRule = (context: RuleContext) => Shape;

/** The error of a node whose shape cannot be told. */
export function unknownShape({ node }: RuleContext, why: string): GraftError {
  return new GraftError('GRAPH_INVALID', `The operator "${node.name}" (${node.operator}) ${why}.`);
}

/** The whole numbers of an input, or of the attribute that older operator sets have in its place; undefined where neither is there. */
export function numbersOf(context: RuleContext, input: number, attribute: string): readonly number[] | undefined {
  if (context.has(input)) {
    const elements = context.value(input)?.elements;
    if (elements === undefined || !elements.every((element) => typeof element === 'number'))
      throw unknownShape(context, `takes its ${attribute} from the data, which Graft cannot follow`);
    return elements;
  }
  const { node } = context;
  return node.attributes[attribute]?.type === 'ints' ? intsOf(node, attribute, []) : undefined;
}

/** An axis that may count from the end. @throws `GRAPH_INVALID` for one that is not there */
export function axisOf(context: RuleContext, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(counted) && counted >= 0 && counted < rank) return counted;
  throw unknownShape(context, `works along the axis ${axis} of ${rank}`);
}
