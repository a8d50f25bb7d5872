import { Backbone, type Cut } from '../backbones/backbone.ts';
import type { BackboneDescription } from '../backbones/backbone-description.ts';
import { writeBackboneMetadata } from '../backbones/backbone-metadata.ts';
import { type BackboneEvent, loadBackboneEvents } from '../backbones/load-backbone.ts';
import type { SkippedFile } from '../datasets/dataset.ts';
import { expectMedium } from '../datasets/expect-medium.ts';
import type { DatasetEvent } from '../datasets/open-dataset.ts';
import { openPhotosEvents } from '../datasets/open-photos.ts';
import { withoutTests } from '../datasets/without-tests.ts';
import { GraftError, invalidArgument } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Graph } from '../graph/graph.ts';
import { foldBatchNormalization } from '../graph/optimize/fold-batch-normalization.ts';
import { type CalibrationMethod, calibrateRange, calibrationMethods } from '../graph/quantize/calibrate-range.ts';
import { pixelRange } from '../graph/quantize/pixel-range.ts';
import { planQuantization, type QuantizationPlan } from '../graph/quantize/plan-quantization.ts';
import { quantizeGraph } from '../graph/quantize/quantize-graph.ts';
import { quantizeLayers } from '../graph/quantize/quantize-layers.ts';
import type { QuantizedWeights } from '../graph/quantize/quantize-weights.ts';
import { definePreprocessing, type Preprocessing } from '../preprocessing/preprocessing.ts';
import { hasFastIntegers } from '../runtime/instruction-sets.ts';
import { drain } from '../tasks/drain.ts';
import { choosePhotos } from './choose-photos.ts';
import { chooseVariant } from './choose-variant.ts';
import { type CompareVariantsEvent, compareVariants, type VariantMeasurement } from './compare-variants.ts';
import { type Observed, type ObserveEvent, observeActivations } from './observe-activations.ts';
import type { QuantizeBackboneOptions } from './quantize-options.ts';

/** What happens while a network is quantized. */
export type QuantizeEvent =
  | DatasetEvent
  | BackboneEvent
  | ObserveEvent
  | CompareVariantsEvent
  | { readonly type: 'quantize'; readonly method: CalibrationMethod };

/** A network in 8 bits, and what that brings and costs. */
export interface Quantization {
  /** The ONNX file: pixels in, QuantizeLinear and DequantizeLinear inside, metadata that says how it is cut. */
  readonly network: Uint8Array;
  readonly backbone: BackboneDescription;
  readonly cuts: readonly Cut[];
  /** The ranges that were kept, and why, in a sentence. */
  readonly method: CalibrationMethod;
  readonly reason: string;
  /** The float network first, then the ways that were tried. */
  readonly table: readonly VariantMeasurement[];
  /** How many layers with weights compute in 8 bits, of how many. */
  readonly layers: { readonly quantized: number; readonly total: number };
  readonly photos: { readonly calibrated: number; readonly measured: number };
  readonly skipped: readonly SkippedFile[];
  /** Whether this machine has fast 8-bit products, as it says; the table's rates are of this machine. */
  readonly fastIntegers: boolean | undefined;
}

/**
 * Quantizes a float network to 8 bits (static quantization after training), with the user's photos to calibrate on.
 *
 * Batch normalization is folded; what becomes 8-bit is decided ({@link planQuantization}); photos show what activations are;
 * ranges are chosen in the ways asked for; biases are corrected; and the networks that come out are compared with the float
 * one on other photos: rate, features, and heads in cross-validation where the photos have labels.
 *
 * @returns The network, not written anywhere; what happens on the way is yielded.
 * @throws `INVALID_ARGUMENT`; `GRAPH_INVALID` where the network has nothing to quantize, or computes what is not finite;
 * `DATASET_EMPTY`; as `loadBackbone`
 */
export async function* quantizeBackboneEvents(options: QuantizeBackboneOptions): AsyncGenerator<QuantizeEvent, Quantization, void> {
  const { method = 'auto', calibrate = 128, measure = 256, imageSize, range, fit = 'stretch', seed = 0, cacheFolder, signal } = options;
  if (method !== 'auto' && !calibrationMethods.includes(method))
    throw invalidArgument('method', `auto, ${calibrationMethods.join(', ')}`, method);
  for (const [name, value] of Object.entries({ calibrate, measure })) {
    if (!Number.isInteger(value) || value < 1) throw invalidArgument(name, 'a whole number of at least 1', value);
  }
  const backbone =
    options.backbone instanceof Backbone
      ? options.backbone
      : yield* loadBackboneEvents(options.backbone, { precision: 'float32', imageSize, range, cacheFolder, signal });
  const data = typeof options.data === 'string' ? yield* openPhotosEvents([options.data], { cacheFolder, signal }) : options.data;
  const { description } = backbone;
  const cuts = backbone.cut(...(options.cut ?? description.defaultCut));
  const preprocessing = definePreprocessing({ ...description.input, fit });
  expectMedium(data, 'photos'); // the network is given photos to measure its ranges on
  const photos = choosePhotos(withoutTests(data).items, { calibrate, measure, seed });
  const graph = foldBatchNormalization(await backbone.graph());
  const plan = planOf(graph, backbone, options);
  const remaining = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  for (const joined of plan.absorbed.values()) remaining.delete(joined);
  expectRemaining(cuts, remaining);
  signal?.throwIfAborted();

  const observed = yield* observe(
    graph,
    plan,
    photos.calibration.map(({ path }) => path),
    preprocessing,
    signal,
  );
  const weights = quantizeLayers(graph, plan, options.weightBits);
  const made = new Map<CalibrationMethod, Graph>();
  for (const each of method === 'auto' ? calibrationMethods : [method]) {
    yield { type: 'quantize', method: each };
    signal?.throwIfAborted();
    made.set(each, quantizeTo(each, graph, plan, observed, weights));
  }
  const variants = [{ name: 'float', graph }, ...[...made].map(([name, each]) => ({ name, graph: each }))];
  const comparing = { variants, cuts, preprocessing, photos: photos.measuring, classNames: data.classes, signal };
  const comparison = yield* compareVariants(comparing);
  const { method: kept, reason } = chooseVariant(comparison.table);
  const network = made.get(kept);
  if (network === undefined) throw new GraftError('INTERNAL', 'None of the ways to quantize was kept.');
  const origin = `quantized to 8 bits by Graft, ${kept} ranges of ${observed.photos} photos, from ${description.source} (SHA-256 ${description.sha256})`;
  const { title, licence, defaultCut, labels, background } = description;
  const named = Object.fromEntries(Object.entries(description.cuts).filter(([, layer]) => remaining.has(layer)));
  const metadata = writeBackboneMetadata({ title, licence, cuts: named, defaultCut, labels, background, origin });
  return {
    network: writeOnnx({ ...network, metadata: { ...network.metadata, ...metadata } }),
    backbone: description,
    ...{ cuts, method: kept, reason, table: comparison.table, skipped: [...observed.skipped, ...comparison.skipped] },
    layers: { quantized: plan.layers.size, total: plan.layers.size + plan.floatLayers.size },
    photos: { calibrated: observed.photos, measured: comparison.photos },
    fastIntegers: hasFastIntegers(),
  };
}

/** Like {@link quantizeBackboneEvents}, to its end. */
export function quantizeBackbone(
  options: QuantizeBackboneOptions & { readonly onProgress?: ((event: QuantizeEvent) => void) | undefined },
): Promise<Quantization> {
  return drain(quantizeBackboneEvents(options), options.onProgress);
}

function planOf(graph: Graph, { name, precision }: Backbone, { floatFirst, floatLast }: QuantizeBackboneOptions): QuantizationPlan {
  if (graph.nodes.some(({ operator }) => operator === 'QuantizeLinear')) {
    throw new GraftError('GRAPH_INVALID', `The network ${name} is 8-bit already (it was loaded in ${precision}).`, {
      hint: "Load it with { precision: 'float32' } to quantize it anew.",
    });
  }
  const plan = planQuantization(graph, { floatFirst, floatLast });
  if (plan.layers.size > 0) return plan;
  throw new GraftError('GRAPH_INVALID', `The network ${name} has no convolution or dense layer that could compute in 8 bits.`, {
    hint: 'Weights must be constants of the file, and the first and the last layer stay float where that was asked for.',
  });
}

/** Batch normalization and activation functions become one with the layer before them, which then has no result of its own. */
function expectRemaining(cuts: readonly Cut[], remaining: ReadonlySet<string>): void {
  for (const { name, layer } of cuts) {
    if (remaining.has(layer)) continue;
    throw new GraftError('UNKNOWN_CUT', `The network cannot be cut at ${name} in 8 bits: the layer is joined with the one behind it.`, {
      hint: 'Cut at the normalization or activation function behind it.',
    });
  }
}

function observe(
  graph: Graph,
  plan: QuantizationPlan,
  files: readonly string[],
  preprocessing: Preprocessing,
  signal: AbortSignal | undefined,
): AsyncGenerator<ObserveEvent, Observed, void> {
  const ranges = new Set([...plan.rangeOf.values()].filter((value) => !plan.stored.has(value)));
  const means = new Set(graph.nodes.filter(({ outputs }) => plan.layers.has(outputs[0] ?? '')).map(({ inputs }) => inputs[0] ?? ''));
  return observeActivations({ graph, ranges, means, files, preprocessing, signal });
}

function quantizeTo(
  method: CalibrationMethod,
  graph: Graph,
  plan: QuantizationPlan,
  { histograms, means }: Observed,
  weights: ReadonlyMap<string, QuantizedWeights>,
): Graph {
  const ranges = new Map([...histograms].map(([value, seen]) => [value, pixelRange(graph, value) ?? calibrateRange(seen, method)]));
  return quantizeGraph(graph, plan, ranges, { weights, channelMeans: means });
}
