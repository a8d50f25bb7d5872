import { loadRecordedBackbone } from '../backbones/load-recorded-backbone.ts';
import type { Exportable } from '../export/exportable.ts';
import { withBackbone } from '../export/with-backbone.ts';
import type { Graph } from '../graph/graph.ts';
import type { MakeEvent, MakeOptions } from './make-export.ts';

/** A model's network in the precision that was asked for. */
export interface InPrecision {
  readonly graph: Graph;
  readonly precision: 'int8' | 'float32';
  /** Whether it is the model's own. */
  readonly exact: boolean;
}

/** The network in the precision that was asked for: the model's own, or its head on the backbone in the other one. */
export async function* inPrecision(source: Exportable, options: MakeOptions): AsyncGenerator<MakeEvent, InPrecision, void> {
  const recorded = source.manifest.backbone;
  const { precision = recorded.precision, cacheFolder, signal } = options;
  if (precision === recorded.precision) return { graph: source.graph, precision, exact: true };
  const backbone = yield* loadRecordedBackbone({ ...recorded, precision }, { cacheFolder, signal });
  return { graph: withBackbone(source, await backbone.graph()), precision, exact: false };
}
