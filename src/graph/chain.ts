import type { Graph, Node } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';

/**
 * Puts one network behind another: what the first gives is what the second reads, by name.
 *
 * Values of the second that are called as one of the first is (both sides number what has no name) are renamed, but its
 * outputs keep their names.
 *
 * @throws `GRAPH_INVALID` where the second reads what the first does not give.
 */
export function chain(first: Graph, second: Graph): Graph {
  const builder = GraphBuilder.from(first);
  const given = new Set(second.inputs.map(({ name }) => name));
  const renamed = new Map<string, string>();
  const claim = (name: string): string => {
    if (name === '' || !builder.has(name)) return name;
    const other = freeName(builder, name);
    renamed.set(name, other);
    return other;
  };
  for (const [name, value] of second.constants) builder.constant(claim(name), value);
  for (const node of second.nodes) builder.append(rename(node, (name) => (given.has(name) ? name : (renamed.get(name) ?? name)), claim));
  return builder.finish(second.name, second.outputs, second.metadata);
}

function rename(node: Node, read: (name: string) => string, write: (name: string) => string): Node {
  const outputs = node.outputs.map(write);
  return { ...node, name: outputs[0] ?? node.name, inputs: node.inputs.map(read), outputs }; // runtimes want nodes' names different, too
}

function freeName(builder: GraphBuilder, name: string): string {
  let suffix = 2;
  while (builder.has(`${name}_${suffix}`)) suffix++;
  return `${name}_${suffix}`;
}
