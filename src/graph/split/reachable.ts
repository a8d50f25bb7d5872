import type { Graph } from '../graph.ts';

/** The values that depend on some value, itself among them. Cost: linear in the nodes. */
export function reachableFrom(graph: Graph, value: string): ReadonlySet<string> {
  const reached = new Set([value]);
  for (const node of graph.nodes) {
    if (!node.inputs.some((input) => reached.has(input))) continue;
    for (const output of node.outputs) if (output !== '') reached.add(output);
  }
  return reached;
}
