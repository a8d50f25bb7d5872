import { cut } from '../cut.ts';
import type { Graph, ValueInfo } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';

/**
 * Puts a trained top in the place of what followed a cut: one network again, from pixels to the top's outputs.
 *
 * The top's inputs are values of the bottom network, by name; the top's own values keep their names.
 *
 * @param network The whole network as it was, in which the top's inputs are computed.
 * @param keep Values of the bottom that are wanted as outputs, too.
 * @throws `GRAPH_INVALID` where the bottom lacks one of the inputs, or where both have a value of the same name
 */
export function joinNetworks(network: Graph, top: Graph, keep: readonly ValueInfo[] = []): Graph {
  const inputs = top.inputs.filter(({ name }) => !network.inputs.some((input) => input.name === name));
  const bottom = cut(network, [...inputs, ...keep]);
  const builder = GraphBuilder.from(bottom);
  for (const [name, value] of top.constants) if (!builder.has(name)) builder.constant(name, value);
  for (const node of top.nodes) builder.append(node);
  return builder.finish(network.name, [...keep, ...top.outputs]);
}
