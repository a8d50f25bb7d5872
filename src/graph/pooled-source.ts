import { type Graph, type Node, producers } from './graph.ts';

/** What may stand between a network's average pooling and the value that a head reads: rounding to 8 bit and back. */
const passedOver = new Set(['DequantizeLinear', 'QuantizeLinear', 'Clip', 'Flatten', 'Identity', 'Reshape']);

/**
 * The activations whose average over the picture a value is: of the classic bottleneck, the output of the last block.
 *
 * @returns The name of what was averaged, or the value's own name where it is not an average.
 */
export function pooledSource(graph: Graph, value: string): string {
  const makers = producers(graph);
  let node: Node | undefined = makers.get(value);
  while (node !== undefined && passedOver.has(node.operator)) node = makers.get(node.inputs[0] ?? '');
  return node?.operator === 'GlobalAveragePool' ? (node.inputs[0] ?? value) : value;
}
