import type { Dimension, Graph } from './graph.ts';
import { Inference } from './shapes/inference.ts';

/** The shape of every value of a graph, by name. */
export type Shapes = ReadonlyMap<string, readonly Dimension[]>;

/**
 * Works out the shape of every value of a graph from the shapes of its inputs.
 *
 * Free dimensions keep their names; what is computed from them is a multiple, such as `batch*64`. Arithmetic on shapes
 * (Shape, Gather, Concat …) is followed, so that a Reshape may take its target from it. Cost: linear in the number of
 * nodes.
 *
 * @throws `UNSUPPORTED_OPERATOR` for an operator without a rule, `GRAPH_INVALID` where a shape cannot be worked out.
 */
export function inferShapes(graph: Graph): Shapes {
  const inference = new Inference(graph.inputs, graph.constants);
  for (const node of graph.nodes) inference.node(node);
  return inference.shapes;
}
