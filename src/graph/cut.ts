import { GraftError } from '../errors.ts';
import type { Graph, ValueInfo } from './graph.ts';
import { producers } from './graph.ts';

/**
 * Keeps what is needed to compute some values, and drops the rest: the graph's new outputs are those values.
 *
 * Cost: linear in the size of the graph.
 *
 * @throws `GRAPH_INVALID` when no node makes one of them.
 */
export function cut(graph: Graph, outputs: readonly ValueInfo[]): Graph {
  const makers = producers(graph);
  const inputs = new Set(graph.inputs.map((input) => input.name));
  const needed = new Set<string>();
  const open: string[] = [];
  for (const { name } of outputs) {
    if (!makers.has(name)) throw new GraftError('GRAPH_INVALID', `The graph "${graph.name}" has no value "${name}" to cut at.`);
    open.push(name);
  }
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === '' || needed.has(name)) continue;
    needed.add(name);
    if (!inputs.has(name)) open.push(...(makers.get(name)?.inputs ?? []));
  }
  return {
    ...graph,
    outputs,
    inputs: graph.inputs.filter((input) => needed.has(input.name)),
    nodes: graph.nodes.filter((node) => node.outputs.some((output) => needed.has(output))),
    constants: new Map([...graph.constants].filter(([name]) => needed.has(name))),
  };
}
