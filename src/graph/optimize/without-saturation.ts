import type { Graph, Node } from '../graph.ts';

/** How far from a bound that is meant a clip's may lie: what 8 bits hold of 0 to 6 may end a few steps before. */
const near = 0.05;

/**
 * Lets go of the saturation of a dequantized network, for runtimes that join a ReLU with the convolution before it, but
 * no other clip.
 *
 * The bounds of an 8-bit activation are what training saw at least and at most, and hardly ever met. Where they begin at
 * 0, they stand for a ReLU, which stays; so do a ReLU6 and a ReLU of -1 to 1, which are meant.
 */
export function withoutSaturation(graph: Graph): Graph {
  const bound = (node: Node, position: number, otherwise: number): number =>
    Number(graph.constants.get(node.inputs[position] ?? '')?.data[0] ?? otherwise);
  const nodes = graph.nodes.map((node) => {
    if (node.operator !== 'Clip') return node;
    const [low, high] = [bound(node, 1, Number.NEGATIVE_INFINITY), bound(node, 2, Number.POSITIVE_INFINITY)];
    const meant = isNear(low, 0) ? isNear(high, 6) : isNear(low, -1) && isNear(high, 1);
    if (meant) return node;
    return { ...node, operator: isNear(low, 0) ? 'Relu' : 'Identity', inputs: node.inputs.slice(0, 1) };
  });
  return { ...graph, nodes };
}

const isNear = (bound: number, meant: number): boolean => (meant === 0 ? bound === 0 : Math.abs(bound - meant) <= near);
