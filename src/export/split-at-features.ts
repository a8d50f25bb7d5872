import { cut } from '../graph/cut.ts';
import type { Graph, ValueInfo } from '../graph/graph.ts';
import { startAt } from '../graph/start-at.ts';
import { featuresOf } from '../manifest/features-of.ts';
import type { Exportable } from './exportable.ts';

/** A classifier in two: what looks, and what judges. */
export interface SplitClassifier {
  /** In: `pixels`; out: `features:<cut>`, float32 [batch, width], one for each cut. */
  readonly body: Graph;
  /** In: what the body gives; out: what the classifier gives. */
  readonly head: Graph;
}

/**
 * Splits a classifier where its head begins, so that the features of several pictures can be pooled there, as those of a sound's windows are.
 *
 * @throws `GRAPH_INVALID` where it lacks what its head reads
 */
export function splitAtFeatures({
  graph,
  manifest,
}: Pick<Exportable, 'graph'> & { readonly manifest: Pick<Exportable['manifest'], 'cuts'> }): SplitClassifier {
  const features = manifest.cuts.map((each): ValueInfo => ({ name: featuresOf(each), dtype: 'float32', shape: ['batch', each.width] }));
  return { body: cut(graph, features), head: startAt(graph, features, graph.outputs) };
}
