import type { Graph, Node } from '../graph.ts';

/** How far from 6 the upper bound of a ReLU6 may lie: what 8 bits hold of 0 to 6 may end a few steps before. */
const nearSix = 0.05;

/**
 * Writes clips from 0 on as ReLUs, for runtimes that fuse a ReLU into the convolution before it, but no other clip.
 *
 * The upper bound of a dequantized activation is the greatest value that training saw, and hardly ever met; it is let
 * go. That of a ReLU6 is meant, and stays.
 */
export function clipsAsRelu(graph: Graph): Graph {
  const bound = (node: Node, position: number): number => {
    const value = graph.constants.get(node.inputs[position] ?? '')?.data[0];
    return value === undefined ? Number.POSITIVE_INFINITY : Number(value);
  };
  const nodes = graph.nodes.map((node) => {
    if (node.operator !== 'Clip' || bound(node, 1) !== 0 || Math.abs(bound(node, 2) - 6) <= nearSix) return node;
    return { ...node, operator: 'Relu', inputs: node.inputs.slice(0, 1) };
  });
  return { ...graph, nodes };
}
