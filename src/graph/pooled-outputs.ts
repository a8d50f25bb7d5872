import { cut } from './cut.ts';
import type { Graph, ValueInfo } from './graph.ts';
import { int } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { inferShapes } from './infer-shapes.ts';

/** A value of a network, and the name that its pooled form gets. */
export interface PooledOutput {
  readonly value: string;
  readonly as: string;
}

/**
 * Cuts a network at some activations and averages each over height and width: the network's bottleneck features.
 *
 * An activation of rank 4 becomes [batch, channels]; one that is flat already is only renamed. What the features do not
 * need is dropped.
 *
 * @param keep Values that become outputs as they are, before the pooled ones. @default none
 * @throws `GRAPH_INVALID` when an activation does not exist.
 */
export function withPooledOutputs(graph: Graph, outputs: readonly PooledOutput[], keep: readonly ValueInfo[] = []): Graph {
  const kept = cut(graph, [...keep, ...outputs.map(({ value }): ValueInfo => ({ name: value, dtype: 'float32', shape: [] }))]);
  const shapes = inferShapes(kept);
  const builder = GraphBuilder.from(kept);
  const infos = outputs.map(({ value, as }): ValueInfo => {
    const shape = shapes.get(value) ?? [];
    const spatial = shape.length === 4;
    const pooled = spatial && (shape[2] !== 1 || shape[3] !== 1) ? builder.add('GlobalAveragePool', [value]) : value;
    builder.add(spatial ? 'Flatten' : 'Identity', [pooled], { as, attributes: spatial ? { axis: int(1) } : {} });
    return { name: as, dtype: 'float32', shape: ['batch', shape[1] ?? 0] };
  });
  return builder.finish(kept.name, [...keep, ...infos]);
}
