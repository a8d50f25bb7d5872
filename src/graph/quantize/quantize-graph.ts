import { GraftError } from '../../errors.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { cut } from '../cut.ts';
import { type Graph, int, type Node } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import type { Range } from '../optimize/float-range.ts';
import { correctBias } from './correct-bias.ts';
import type { QuantizationPlan } from './plan-quantization.ts';
import { type QuantizableLayer, quantizableLayer } from './quantizable-layer.ts';
import { type QuantizationSteps, quantizationSteps } from './quantization-steps.ts';
import { type QuantizedWeights, quantizeWeights } from './quantize-weights.ts';

/** How a network is written in 8 bits. */
export interface QuantizeOptions {
  /** The layers' weights, rounded before: see `quantizeLayers`. @default rounded to 8 bits now */
  readonly weights?: ReadonlyMap<string, QuantizedWeights> | undefined;
  /** The means of what layers read, by the activation's name: their biases are corrected with them, see `correctBias`. @default not corrected */
  readonly channelMeans?: ReadonlyMap<string, Float64Array> | undefined;
}

/** The largest magnitude of a stored bias: half of int32, the rest is for the sum that is added to it. */
const largestBias = 2 ** 30;

/**
 * Writes a network in 8 bits: QuantizeLinear and DequantizeLinear (ONNX opset 17) around what the plan chose, from which
 * runtimes make 8-bit kernels.
 *
 * Activations are uint8 with a scale and a zero point for each; weights int8, symmetric, with a scale for each output
 * channel; biases int32 with the scale (input's scale · weights' scale). Activations keep their names, so that the network
 * can be cut where it could: what was computed before rounding is called `name:real`.
 *
 * @param ranges A range for each activation that `plan.rangeOf` refers to, but for those of `plan.stored`.
 * @throws `GRAPH_INVALID` where one is missing
 */
export function quantizeGraph(
  graph: Graph,
  plan: QuantizationPlan,
  ranges: ReadonlyMap<string, Range>,
  options: QuantizeOptions = {},
): Graph {
  const builder = new GraphBuilder();
  for (const input of graph.inputs) builder.input(input);
  for (const [name, value] of graph.constants) builder.constant(name, value);
  const steps = new Map([...plan.rangeOf.values()].map((value) => [value, plan.stored.get(value) ?? stepsOf(value, ranges)]));
  const stepsFor = (value: string): QuantizationSteps => steps.get(plan.rangeOf.get(value) ?? '') ?? { scale: 1, zeroPoint: 0 };
  const innermost = new Map<string, string>(); // a result before its activation function: the name that the function gives it
  for (const [output, input] of plan.absorbed) innermost.set(input, output);

  const store = (real: string, value: string, as: string): void => {
    const owner = plan.rangeOf.get(value) ?? value;
    const parameters = stepConstants(builder, owner, stepsFor(value));
    const stored = builder.add('QuantizeLinear', [real, ...parameters], { as: `${value}:stored` });
    builder.add('DequantizeLinear', [stored, ...parameters], { as });
  };
  const roundedName = (value: string): string => (plan.copied.has(value) ? `${value}:rounded` : value);
  const copy = (value: string): void => {
    if (plan.copied.has(value)) store(value, value, `${value}:rounded`);
  };

  for (const input of graph.inputs) copy(input.name);
  for (const node of graph.nodes) {
    const [output = ''] = node.outputs;
    if (plan.absorbed.has(output)) continue;
    const value = innermost.get(output) ?? output;
    const isRounded = plan.rounded.has(value);
    const real = isRounded ? `${value}:real` : value;
    const inputs = plan.readsRounded.has(output) ? node.inputs.map(roundedName) : [...node.inputs];
    if (plan.layers.has(output)) storeWeights(builder, node, inputs, graph, stepsFor(node.inputs[0] ?? ''), options);
    builder.append({ ...node, name: real === output ? node.name : real, inputs, outputs: [real, ...node.outputs.slice(1)] });
    if (isRounded) store(real, value, value);
    for (const each of node.outputs) copy(each);
  }
  const made = builder.finish(graph.name, graph.outputs, graph.metadata);
  return cut(made, made.outputs); // without the float weights
}

function stepsOf(value: string, ranges: ReadonlyMap<string, Range>): QuantizationSteps {
  const range = ranges.get(value);
  if (range === undefined) throw new GraftError('GRAPH_INVALID', `Nothing is known of the range of the activation "${value}".`);
  return quantizationSteps(range);
}

/** The scale and the zero point of an activation, made once. */
function stepConstants(builder: GraphBuilder, owner: string, { scale, zeroPoint }: QuantizationSteps): [scale: string, zero: string] {
  const names: [string, string] = [`${owner}:scale`, `${owner}:zero_point`];
  if (!builder.has(names[0])) {
    builder.constant(names[0], tensor('float32', [], Float32Array.of(scale)));
    builder.constant(names[1], tensor('uint8', [], Uint8Array.of(zeroPoint)));
  }
  return names;
}

/** Replaces a layer's weights and bias, in `inputs`, by stored ones. */
function storeWeights(
  builder: GraphBuilder,
  node: Node,
  inputs: string[],
  { constants }: Graph,
  { scale: inputScale }: QuantizationSteps,
  { weights, channelMeans }: QuantizeOptions,
): void {
  const layer = quantizableLayer(node, constants);
  if (layer === undefined) throw new GraftError('GRAPH_INVALID', `The layer "${node.name}" (${node.operator}) has no weights to quantize.`);
  const { bias } = layer;
  const [output = ''] = node.outputs;
  const quantized = roundedToFit(weights?.get(output) ?? quantizeWeights(layer.weights, layer), layer, inputScale);
  const channels = [quantized.scales.length];
  const add = (what: string, stored: Tensor, scales: Float32Array, zero: Tensor, axis: number): string =>
    builder.add(
      'DequantizeLinear',
      [
        builder.constant(`${output}:${what}:stored`, stored),
        builder.constant(`${output}:${what}:scale`, tensor('float32', channels, scales)),
        builder.constant(`${output}:${what}:zero_point`, zero),
      ],
      { as: `${output}:${what}:dequantized`, attributes: { axis: int(axis) } },
    );
  const zeros = tensor('int8', channels, new Int8Array(quantized.scales.length));
  inputs[1] = add('weights', quantized.stored, quantized.scales, zeros, layer.axis);
  const means = node.operator === 'MatMul' ? undefined : channelMeans?.get(node.inputs[0] ?? ''); // a MatMul has no bias to correct
  if (bias === undefined && means === undefined) return;
  const wanted = means === undefined ? bias?.data : correctBias(layer.weights, quantized, bias, means);
  // The scale that the sum of products has, as float32 multiplies it: a runtime adds the stored bias as it is.
  const scales = quantized.scales.map((scale) => Math.fround(inputScale * scale));
  const stored = Int32Array.from(wanted ?? [], (x, channel) => clampBias(x / (scales[channel] ?? 1)));
  inputs[2] = add('bias', tensor('int32', channels, stored), scales, tensor('int32', channels, new Int32Array(channels[0] ?? 0)), 0);
}

/** Weights rounded again where a channel's are so small beside its bias that the bias would not fit into their product's steps. */
function roundedToFit(quantized: QuantizedWeights, { weights, bias, axis }: QuantizableLayer, inputScale: number): QuantizedWeights {
  const leastScale = (channel: number): number => Math.abs(bias?.data[channel] ?? 0) / (inputScale * largestBias);
  if (quantized.scales.every((scale, channel) => scale >= leastScale(channel))) return quantized;
  return quantizeWeights(weights, { axis, bits: quantized.bits, leastScale });
}

const clampBias = (steps: number): number => Math.max(-largestBias, Math.min(largestBias, Math.round(steps)));
