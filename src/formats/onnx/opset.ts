import { invalidArgument } from '../../errors.ts';
import type { Graph, Node } from '../../graph/graph.ts';
import { OPSET } from '../../graph/graph.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';

/**
 * The operator sets that graphs can be written for: what Graft's graphs use means the same in all of them, but for
 * {@link movedAxes}.
 */
export const opsets = { oldest: 13, newest: 21 } as const;

/** The IR version that came with each operator set; older runtimes refuse a newer one. */
export function irVersionFor(opset: number): number {
  if (opset <= 14) return 7;
  if (opset <= 18) return 8;
  return opset <= 20 ? 9 : 10;
}

/** Operators whose attribute `axes` became their second input in operator set 18. */
const movedAxes: ReadonlySet<string> = new Set(['ReduceL2', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceSumSquare']);

/**
 * A graph in the words of another operator set.
 *
 * @throws `INVALID_ARGUMENT` for a set that Graft does not write.
 */
export function inOpset(graph: Graph, opset: number): Graph {
  if (!Number.isInteger(opset) || opset < opsets.oldest || opset > opsets.newest) {
    throw invalidArgument('opset', `a whole number from ${opsets.oldest} to ${opsets.newest}`, opset);
  }
  if (opset < 18 || OPSET >= 18) return graph;
  const constants = new Map<string, Tensor>(graph.constants);
  const nodes = graph.nodes.map((node) => (movedAxes.has(node.operator) ? withAxesAsInput(node, constants) : node));
  return { ...graph, nodes, constants };
}

function withAxesAsInput(node: Node, constants: Map<string, Tensor>): Node {
  const { axes, ...attributes } = node.attributes;
  if (axes?.type !== 'ints') return node;
  const name = `${node.name}:axes`;
  constants.set(name, tensor('int64', [axes.value.length], BigInt64Array.from(axes.value, BigInt)));
  return { ...node, attributes, inputs: [...node.inputs, name] };
}
