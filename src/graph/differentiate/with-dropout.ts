import { GraftError } from '../../errors.ts';
import type { Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { inferShapes } from '../infer-shapes.ts';

/** The input that holds a value's dropout mask. */
export const dropoutName = (value: string): string => `dropout:${value}`;

/**
 * Puts dropout behind a value: all that read it read it times the new input `dropout:<value>`, float32 of its shape.
 *
 * The mask is drawn by the caller from a seed of its own, 0 with the probability p and 1 / (1 - p) else, so that a training can be
 * repeated bit for bit on every device; ones leave the network as it was.
 *
 * Source: N. Srivastava and others, Dropout (JMLR 2014), in its inverted form.
 *
 * @throws `GRAPH_INVALID` where no node makes the value.
 */
export function withDropout(graph: Graph, value: string): Graph {
  const shape = inferShapes(graph).get(value);
  if (shape === undefined || !graph.nodes.some(({ outputs }) => outputs.includes(value))) {
    throw new GraftError('GRAPH_INVALID', `Nothing in the graph "${graph.name}" makes "${value}", to drop some of.`);
  }
  const builder = GraphBuilder.from({ ...graph, nodes: [] });
  const mask = builder.input({ name: dropoutName(value), dtype: 'float32', shape });
  const kept = `${value}:kept`;
  for (const node of graph.nodes) {
    builder.append({ ...node, inputs: node.inputs.map((input) => (input === value ? kept : input)) });
    if (node.outputs.includes(value)) builder.add('Mul', [value, mask], { as: kept });
  }
  return builder.finish(graph.name, graph.outputs);
}
