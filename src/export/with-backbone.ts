import { chain } from '../graph/chain.ts';
import type { Graph, ValueInfo } from '../graph/graph.ts';
import { withPooledOutputs } from '../graph/pooled-outputs.ts';
import { startAt } from '../graph/start-at.ts';
import { featuresOf } from '../manifest/features-of.ts';
import type { Exportable } from './exportable.ts';

/**
 * A classifier's head, and what tells it the unknown, on another form of its backbone: the one in the other precision.
 *
 * @param backbone Has the layers that the model's cuts name.
 * @throws `GRAPH_INVALID` where it lacks one.
 */
export function withBackbone({ manifest: { cuts }, graph }: Exportable, backbone: Graph): Graph {
  const features = cuts.map((cut): ValueInfo => ({ name: featuresOf(cut), dtype: 'float32', shape: ['batch', cut.width] }));
  const pooled = withPooledOutputs(
    backbone,
    cuts.map((cut) => ({ value: cut.layer, as: featuresOf(cut) })),
  );
  return { ...chain(pooled, startAt(graph, features, graph.outputs)), name: graph.name, metadata: graph.metadata };
}
