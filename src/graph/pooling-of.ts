import { channelsLastMaps } from './channels-last.ts';
import type { Dimension, Graph } from './graph.ts';
import { intOf, producers } from './graph.ts';
import type { Shapes } from './infer-shapes.ts';

/** How an activation becomes one row of numbers for each picture. */
export type PoolingOfActivation =
  /** It is one already, whatever its rank. */
  | { readonly kind: 'row' }
  /** The mean over a map's height and width, or over tokens. */
  | { readonly kind: 'mean'; readonly axes: readonly number[] }
  /** The token that stands for the whole picture: the first. */
  | { readonly kind: 'class-token' };

/** An activation's pooling, and how many numbers that makes. */
export interface PooledForm {
  readonly pooling: PoolingOfActivation;
  readonly width: number;
}

/**
 * Tells how the activations of a network are pooled: maps by averaging over the picture, tokens by the class token where
 * the network has one before its patches, else by their mean.
 *
 * Cost: linear in the number of nodes, once.
 */
export function poolingsOf(graph: Graph, shapes: Shapes): (value: string) => PooledForm {
  const channelsLast = channelsLastMaps(graph, shapes);
  const withToken = valuesWithClassToken(graph, shapes);
  return (value) => {
    const shape = shapes.get(value) ?? [];
    const inner = shape.slice(1);
    const places = inner.filter((size) => size !== 1);
    if (places.length <= 1 || inner.length > 3)
      return { pooling: { kind: 'row' }, width: inner.reduce<number>((all, size) => all * Number(size), 1) };
    if (inner.length === 2) {
      const pooling = withToken.has(value) ? ({ kind: 'class-token' } as const) : ({ kind: 'mean', axes: [1] } as const);
      return { pooling, width: Number(inner[1]) };
    }
    const last = channelsLast.has(value);
    return { pooling: { kind: 'mean', axes: last ? [1, 2] : [2, 3] }, width: Number(inner[last ? 2 : 0]) };
  };
}

/** Tokens that follow from a Concat of one token that is the same for all pictures and others that are not. */
function valuesWithClassToken(graph: Graph, shapes: Shapes): ReadonlySet<string> {
  const makers = producers(graph);
  const fromPicture = new Set(graph.inputs.map(({ name }) => name));
  const marked = new Map<string, Dimension>();
  for (const node of graph.nodes) {
    // How many pictures there are is no picture.
    if (node.operator !== 'Shape' && node.inputs.some((input) => fromPicture.has(input)))
      for (const output of node.outputs) fromPicture.add(output);
    const [output = ''] = node.outputs;
    const tokens = shapes.get(output)?.length === 3 ? shapes.get(output)?.[1] : undefined;
    if (tokens === undefined) continue;
    const [first = '', ...others] = node.inputs;
    const joins = node.operator === 'Concat' && [1, -2].includes(intOf(node, 'axis', 0));
    const token = joins && !fromPicture.has(first) && shapes.get(first)?.[1] === 1 && others.some((other) => fromPicture.has(other));
    const kept = node.operator !== 'Transpose' && node.operator !== 'Reshape' && node.inputs.some((input) => marked.get(input) === tokens);
    const residual = node.operator === 'Reshape' && marked.get(behindReshapes(first, makers)) === tokens;
    if (token || kept || residual) marked.set(output, tokens);
  }
  return new Set(marked.keys());
}

function behindReshapes(
  value: string,
  makers: ReadonlyMap<string, { readonly operator: string; readonly inputs: readonly string[] }>,
): string {
  let name = value;
  for (let node = makers.get(name); node?.operator === 'Reshape'; node = makers.get(name)) name = node.inputs[0] ?? '';
  return name;
}
