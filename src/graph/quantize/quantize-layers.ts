import type { Graph } from '../graph.ts';
import type { QuantizationPlan } from './plan-quantization.ts';
import { quantizableLayer } from './quantizable-layer.ts';
import { type QuantizedWeights, quantizeWeights } from './quantize-weights.ts';

/**
 * Rounds the weights of all layers that a plan chose: once, whatever ranges the activations then get.
 *
 * @returns By the layer's first output.
 */
export function quantizeLayers(graph: Graph, plan: QuantizationPlan, bits: 7 | 8 = 8): ReadonlyMap<string, QuantizedWeights> {
  const rounded = new Map<string, QuantizedWeights>();
  for (const node of graph.nodes) {
    const [output = ''] = node.outputs;
    const layer = plan.layers.has(output) ? quantizableLayer(node, graph.constants) : undefined;
    if (layer !== undefined) rounded.set(output, quantizeWeights(layer.weights, { axis: layer.axis, bits }));
  }
  return rounded;
}
