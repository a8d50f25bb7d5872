import type { Graph, Node } from '../graph.ts';

/** The least and the greatest that a value can be. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * Between which numbers a node's results lie, whatever the picture, as far as that follows from the operator and from
 * what is known of its inputs.
 *
 * @param known What is known of input number `position`.
 * @returns undefined where nothing is known.
 */
export function floatRange(node: Node, known: (position: number) => Range | undefined, constants: Graph['constants']): Range | undefined {
  const first = known(0);
  switch (node.operator) {
    case 'Flatten':
    case 'Identity':
    case 'MaxPool':
    case 'Reshape':
    case 'Transpose':
    case 'GlobalAveragePool':
      return first;
    case 'AveragePool':
      return node.attributes['count_include_pad']?.value === 1 ? undefined : first;
    case 'Concat':
      return node.inputs.map((_, position) => known(position)).reduce(union);
    case 'Relu':
      return { low: Math.max(0, first?.low ?? 0), high: Math.max(0, first?.high ?? Number.POSITIVE_INFINITY) };
    case 'Sigmoid':
    case 'Softmax':
      return { low: 0, high: 1 };
    case 'Clip': {
      const bound = (position: number, otherwise: number): number =>
        Number(constants.get(node.inputs[position] ?? '')?.data[0] ?? otherwise);
      const [low, high] = [bound(1, Number.NEGATIVE_INFINITY), bound(2, Number.POSITIVE_INFINITY)];
      const clipped = (x: number): number => Math.min(high, Math.max(low, x));
      return { low: clipped(first?.low ?? low), high: clipped(first?.high ?? high) };
    }
    default:
      return undefined;
  }
}

/** Whether a range lies in another: half a 255th of the other beyond a bound is no more than rounding. */
export function within(inner: Range | undefined, outer: Range): boolean {
  if (inner === undefined) return false;
  const slack = (outer.high - outer.low) / 510;
  return inner.low >= outer.low - slack && inner.high <= outer.high + slack;
}

function union(a: Range | undefined, b: Range | undefined): Range | undefined {
  return a === undefined || b === undefined ? undefined : { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}
