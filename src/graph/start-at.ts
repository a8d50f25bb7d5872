import { cut } from './cut.ts';
import type { Graph, ValueInfo } from './graph.ts';

/**
 * Keeps what lies between some values and some others: the first become the network's inputs, the second its outputs.
 *
 * @param inputs Values of the network that are given from now on; what computed them is dropped.
 * @throws `GRAPH_INVALID` when no node makes one of the outputs.
 */
export function startAt(graph: Graph, inputs: readonly ValueInfo[], outputs: readonly ValueInfo[]): Graph {
  const given = new Set(inputs.map(({ name }) => name));
  const nodes = graph.nodes.filter((node) => !node.outputs.some((output) => given.has(output)));
  return cut({ ...graph, inputs, nodes }, outputs);
}
