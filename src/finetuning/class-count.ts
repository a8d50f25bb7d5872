import { GraftError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';

/** How many classes a network tells apart. @throws `GRAPH_INVALID` where it has no logits */
export function classCount({ outputs }: Graph): number {
  const classes = outputs.find(({ name }) => name === 'logits')?.shape[1];
  if (typeof classes === 'number') return classes;
  throw new GraftError('GRAPH_INVALID', 'The network to be trained has no output "logits" of the shape [batch, classes].');
}
