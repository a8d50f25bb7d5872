import { tensor } from '../tensor/tensor.ts';
import { cut } from './cut.ts';
import type { Graph, ValueInfo } from './graph.ts';
import { int, ints } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { inferShapes } from './infer-shapes.ts';
import { type PoolingOfActivation, poolingsOf } from './pooling-of.ts';

/** A value of a network, and the name that its pooled form gets. */
export interface PooledOutput {
  readonly value: string;
  readonly as: string;
}

/**
 * Cuts a network at some activations and pools each to a row of numbers: the network's bottleneck features.
 *
 * A map [batch, channels, height, width] is averaged over the picture. Of tokens [batch, tokens, width] the class token is
 * taken where the network has one, else their mean. What is a row already is only renamed. What the features do not need
 * is dropped.
 *
 * @param keep Values that become outputs as they are, before the pooled ones. @default none
 * @throws `GRAPH_INVALID` when an activation does not exist.
 */
export function withPooledOutputs(graph: Graph, outputs: readonly PooledOutput[], keep: readonly ValueInfo[] = []): Graph {
  const kept = cut(graph, [...keep, ...outputs.map(({ value }): ValueInfo => ({ name: value, dtype: 'float32', shape: [] }))]);
  const shapes = inferShapes(kept);
  const poolingOf = poolingsOf(kept, shapes);
  const builder = GraphBuilder.from(kept);
  const infos = outputs.map(({ value, as }): ValueInfo => {
    const { pooling, width } = poolingOf(value);
    const rank = shapes.get(value)?.length ?? 2;
    const pooled = addPooling(builder, value, pooling);
    const flat = rank === 2 || pooled.flat;
    builder.add(flat ? 'Identity' : 'Flatten', [pooled.value], { as, attributes: flat ? {} : { axis: int(1) } });
    return { name: as, dtype: 'float32', shape: ['batch', width] };
  });
  return builder.finish(kept.name, [...keep, ...infos]);
}

function addPooling(
  builder: GraphBuilder,
  value: string,
  pooling: PoolingOfActivation,
): { readonly value: string; readonly flat: boolean } {
  switch (pooling.kind) {
    case 'row':
      return { value, flat: false };
    case 'class-token': {
      const first = 'class_token:place';
      if (!builder.has(first)) builder.constant(first, tensor('int64', [], BigInt64Array.of(0n)));
      return { value: builder.add('Gather', [value, first], { attributes: { axis: int(1) } }), flat: true };
    }
    case 'mean': {
      // What runtimes of other formats know as a pool is written as one.
      if (pooling.axes.join() === '2,3') return { value: builder.add('GlobalAveragePool', [value]), flat: false };
      return { value: builder.add('ReduceMean', [value], { attributes: { axes: ints(pooling.axes), keepdims: int(0) } }), flat: true };
    }
  }
}
