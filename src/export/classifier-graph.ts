import type { Graph, ValueInfo } from '../graph/graph.ts';
import { int } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { withPooledOutputs } from '../graph/pooled-outputs.ts';
import type { Head } from '../heads/head.ts';
import { classCountOf } from '../heads/head.ts';
import type { Novelty } from '../heads/novelty.ts';
import { featuresOf } from '../manifest/features-of.ts';
import { headNodes } from './head-nodes.ts';
import { noveltyNodes } from './novelty-nodes.ts';

/** Where a head is attached: the layers whose pooled activations it reads, side by side. */
export interface ClassifierGraphOptions {
  readonly cuts: readonly { readonly name: string; readonly layer: string }[];
  /** What tells photos of other things: a second output. */
  readonly novelty?: Novelty | undefined;
  /** Kept in the file for other programs: labels, preprocessing. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Attaches a head to a backbone: the whole classifier as one graph.
 *
 * Input: `pixels`, uint8 [batch, height, width, 3]. Output: `probabilities`, float32 [batch, classes]; with a
 * novelty also `novelty`, float32 [batch]: above 0 where the photo is like nothing that the model knows.
 */
export function classifierGraph(backbone: Graph, head: Head, options: ClassifierGraphOptions): Graph {
  const pooled = withPooledOutputs(
    backbone,
    options.cuts.map((cut) => ({ value: cut.layer, as: featuresOf(cut) })),
  );
  const builder = GraphBuilder.from(pooled);
  const names = pooled.outputs.map((output) => output.name);
  const [only = ''] = names;
  const features = names.length === 1 ? only : builder.add('Concat', names, { as: 'features', attributes: { axis: int(1) } });
  headNodes(builder, head, features, 'probabilities');
  const outputs: ValueInfo[] = [{ name: 'probabilities', dtype: 'float32', shape: ['batch', classCountOf(head)] }];
  if (options.novelty !== undefined) {
    noveltyNodes(builder, options.novelty, features, 'novelty');
    outputs.push({ name: 'novelty', dtype: 'float32', shape: ['batch'] });
  }
  return builder.finish(`${backbone.name} with a ${head.kind} head`, outputs, options.metadata ?? {});
}
