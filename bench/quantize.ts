/**
 * What each choice of `graft quantize` brings and costs: the rate, in turn with the float network's, and how alike the
 * features are. The networks were trained quantized and are made float here, so their float features are known.
 *
 * Usage: npx tsx --conditions=graft-source bench/quantize.ts [--quick] [--network inception-v3] [--photos 96]
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { definePreprocessing, drain } from 'graft-ml';
import type { Backbone } from '../src/backbones/backbone.ts';
import { loadBackboneEvents } from '../src/backbones/load-backbone.ts';
import type { Graph } from '../src/graph/graph.ts';
import { producers } from '../src/graph/graph.ts';
import { foldBatchNormalization } from '../src/graph/optimize/fold-batch-normalization.ts';
import { type CalibrationMethod, calibrateRange } from '../src/graph/quantize/calibrate-range.ts';
import { pixelRange } from '../src/graph/quantize/pixel-range.ts';
import { type PlanOptions, planQuantization, type QuantizationPlan } from '../src/graph/quantize/plan-quantization.ts';
import { quantizeGraph } from '../src/graph/quantize/quantize-graph.ts';
import { quantizeLayers } from '../src/graph/quantize/quantize-layers.ts';
import { compareVariants } from '../src/quantizing/compare-variants.ts';
import { observeActivations } from '../src/quantizing/observe-activations.ts';
import { benchPhotos } from './photos.ts';
import { quick, type Row, report } from './report.ts';

const { values: asked } = parseArgs({
  options: { quick: { type: 'boolean' }, network: { type: 'string' }, photos: { type: 'string', default: '96' } },
});
const mobilenet = fileURLToPath(new URL('../../shared/backbones/mobilenet_v2_1.0_224_quant.tflite', import.meta.url));
const networks =
  asked.network === undefined ? [...(existsSync(mobilenet) ? [mobilenet] : []), ...(quick ? [] : ['inception-v3'])] : [asked.network];

/** A plan in which each input of a concatenation has a range of its own. */
function withoutSharing(graph: Graph, plan: QuantizationPlan): QuantizationPlan {
  const makers = producers(graph);
  const rangeOf = new Map([...plan.rangeOf].map(([value, owner]) => [value, makers.get(owner)?.operator === 'Concat' ? value : owner]));
  return { ...plan, rangeOf };
}

/** The network in the ways to compare, the float one first. */
async function variantsOf(backbone: Backbone, calibration: readonly string[]): Promise<{ name: string; graph: Graph }[]> {
  const graph = foldBatchNormalization(await backbone.graph());
  const plans = {
    ships: planQuantization(graph),
    floatFirst: planQuantization(graph, { floatFirst: true }),
    nothingFloat: planQuantization(graph, { floatLast: false } satisfies PlanOptions),
  };
  const own = withoutSharing(graph, plans.ships);
  const ranges = new Set(
    [...Object.values(plans), own].flatMap(({ rangeOf, stored }) => [...rangeOf.values()].filter((value) => !stored.has(value))),
  );
  const means = new Set(
    graph.nodes.filter(({ outputs }) => plans.nothingFloat.layers.has(outputs[0] ?? '')).map(({ inputs }) => inputs[0] ?? ''),
  );
  const preprocessing = definePreprocessing(backbone.description.input);
  const observed = await drain(observeActivations({ graph, ranges, means, files: calibration, preprocessing }));
  const weights = { 8: quantizeLayers(graph, plans.nothingFloat, 8), 7: quantizeLayers(graph, plans.nothingFloat, 7) };
  const quantized = (plan: QuantizationPlan, method: CalibrationMethod, { bits = 8 as 7 | 8, corrected = true } = {}): Graph => {
    const chosen = new Map(
      [...observed.histograms].map(([value, seen]) => [value, pixelRange(graph, value) ?? calibrateRange(seen, method)]),
    );
    return quantizeGraph(graph, plan, chosen, { weights: weights[bits], channelMeans: corrected ? observed.means : undefined });
  };
  return [
    { name: 'float', graph },
    { name: 'minmax', graph: quantized(plans.ships, 'minmax') },
    { name: 'percentile', graph: quantized(plans.ships, 'percentile') },
    { name: 'entropy', graph: quantized(plans.ships, 'entropy') },
    { name: 'percentile, biases as they were', graph: quantized(plans.ships, 'percentile', { corrected: false }) },
    { name: 'percentile, first layer float', graph: quantized(plans.floatFirst, 'percentile') },
    { name: 'percentile, classifier 8-bit', graph: quantized(plans.nothingFloat, 'percentile') },
    { name: 'percentile, concatenations not shared', graph: quantized(own, 'percentile') },
    { name: 'percentile, 7-bit weights', graph: quantized(plans.ships, 'percentile', { bits: 7 }) },
  ];
}

const photos = await benchPhotos();
const count = quick ? 8 : Number(asked.photos);
const spread = (from: number): string[] =>
  Array.from({ length: count }, (_, at) => photos[Math.floor(((at + from) * photos.length) / count) % photos.length] ?? '');
const rows: Row[] = [];
for (const network of networks) {
  const backbone = await drain(loadBackboneEvents(network, { precision: 'float32' }));
  const variants = await variantsOf(backbone, spread(0));
  const cuts = backbone.cut(...backbone.description.defaultCut);
  const preprocessing = definePreprocessing(backbone.description.input);
  const measured = spread(0.5).map((path) => ({ path, label: 0, side: undefined }));
  const { table } = await drain(compareVariants({ variants, cuts, preprocessing, photos: measured, classNames: [''] }));
  for (const { name, imagesPerSecond, speedup, cosine, bytes } of table) {
    rows.push({
      ...{ network: backbone.name, variant: name, 'images/s': imagesPerSecond.toFixed(1), 'x float': speedup.toFixed(2) },
      ...{ 'cosine, mean': cosine.mean.toFixed(4), 'cosine, least': cosine.least.toFixed(4), MB: (bytes / 1e6).toFixed(1) },
    });
  }
}
report('quantize', rows, [`calibrated on ${count} photos, compared on ${count} others; pooled features of each network's default cut`]);
