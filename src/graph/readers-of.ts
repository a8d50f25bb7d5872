import type { Node } from './graph.ts';

/** Which nodes read each value, in the order of the nodes: each once, also where it reads the value twice, as x · x does. */
export function readersOf(nodes: readonly Node[]): ReadonlyMap<string, readonly Node[]> {
  const readers = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [node]);
      else known.push(node);
    }
  }
  return readers;
}
