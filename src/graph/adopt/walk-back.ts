import type { Tensor } from '../../tensor/tensor.ts';
import { type Graph, type Node, producers } from '../graph.ts';

/** A graph as one walks it from its outputs to its input. */
export interface WayBack {
  readonly graph: Graph;
  /** What makes a value; undefined for the input and constants. */
  readonly maker: (value: string) => Node | undefined;
  /** The constant that an input is, also where it is stored in 8 bit and dequantized. */
  readonly weights: (value: string) => Tensor | undefined;
  /** The inputs of a node that depend on the picture. */
  readonly activations: (node: Node) => readonly string[];
}

/** Looks up once what {@link WayBack} tells. */
export function wayBack(graph: Graph): WayBack {
  const makers = producers(graph);
  const fixed = new Set<string>(graph.constants.keys());
  for (const node of graph.nodes)
    if (node.inputs.every((input) => input === '' || fixed.has(input))) for (const output of node.outputs) fixed.add(output);
  return {
    graph,
    maker: (value) => (fixed.has(value) ? undefined : makers.get(value)),
    weights: (value) => {
      const node = makers.get(value);
      const stored = node?.operator === 'DequantizeLinear' || node?.operator === 'Transpose' ? (node.inputs[0] ?? '') : value;
      return graph.constants.get(stored);
    },
    activations: (node) => node.inputs.filter((input) => input !== '' && !fixed.has(input)),
  };
}
