import { loadRecordedBackbone } from '../backbones/load-recorded-backbone.ts';
import { GraftError } from '../errors.ts';
import type { Exportable } from '../export/exportable.ts';
import { withBackbone } from '../export/with-backbone.ts';
import type { Graph } from '../graph/graph.ts';
import { dequantize } from '../graph/optimize/dequantize.ts';
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
  if (source.manifest.fineTuned !== undefined) {
    if (precision === 'float32') return { graph: dequantize(source.graph), precision, exact: false };
    throw new GraftError('MODEL_INCAPABLE', 'The network was trained in float32, and has no 8-bit form. Received the precision int8.', {
      hint: 'Leave out --precision.',
    });
  }
  const backbone = yield* loadRecordedBackbone({ ...recorded, precision }, { cacheFolder, signal });
  return { graph: withBackbone(source, await backbone.graph()), precision, exact: false };
}
