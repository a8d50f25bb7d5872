import type { Tensor } from '../../tensor/tensor.ts';
import { tensor } from '../../tensor/tensor.ts';
import type { Graph, Node } from '../graph.ts';
import { int, producers } from '../graph.ts';

/**
 * Makes the 8-bit weights of convolutions symmetric: zero point 0, a scale for each output channel.
 *
 * A zero point of 0 spares ONNX Runtime a correction in its innermost loop. A channel whose weights lie within 127 steps
 * of zero keeps its scale and so its exact values; only a channel that reaches further is rounded to a coarser step (at
 * most twice as coarse). The bias, whose scale is input scale times weight scale, is rescaled along.
 *
 * Layers that are per-channel already, share their weights, or are not 8-bit stay as they are.
 */
export function symmetricWeights(graph: Graph): Graph {
  const makers = producers(graph);
  const constants = new Map(graph.constants);
  const replaced = new Map<string, Node>();
  for (const layer of graph.nodes) {
    if (layer.operator !== 'Conv') continue;
    const weights = makers.get(layer.inputs[1] ?? '');
    const bias = makers.get(layer.inputs[2] ?? '');
    if (weights?.operator !== 'DequantizeLinear' || replaced.has(weights.name)) continue;
    const [storedName = '', scaleName = '', zeroName = ''] = weights.inputs;
    const [stored, scale, zero] = [constants.get(storedName), constants.get(scaleName), constants.get(zeroName)];
    if (stored?.dtype !== 'int8' || scale?.dtype !== 'float32' || scale.data.length !== 1 || zero?.dtype !== 'int8') continue;

    const { values, factors } = symmetric(stored, zero.data[0] ?? 0);
    const step = scale.data[0] ?? 0;
    constants.set(storedName, values);
    constants.set(scaleName, perChannel(Float32Array.from(factors, (factor) => step * factor)));
    constants.set(zeroName, perChannel(new Int8Array(factors.length)));
    replaced.set(weights.name, { ...weights, attributes: { ...weights.attributes, axis: int(0) } });
    if (bias?.operator === 'DequantizeLinear') {
      rescaleBias(constants, bias, factors);
      replaced.set(bias.name, { ...bias, attributes: { ...bias.attributes, axis: int(0) } });
    }
  }
  return { ...graph, constants, nodes: graph.nodes.map((node) => replaced.get(node.name) ?? node) };
}

/** Weights [out, …] as steps from zero, and by how much each output channel's step grew to fit them in ±127. */
function symmetric(stored: Tensor<'int8'>, zero: number): { values: Tensor<'int8'>; factors: Float64Array } {
  const channels = stored.shape[0] ?? 1;
  const size = stored.data.length / channels;
  const values = new Int8Array(stored.data.length);
  const factors = new Float64Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const from = channel * size;
    let furthest = 0;
    for (let i = from; i < from + size; i++) furthest = Math.max(furthest, Math.abs((stored.data[i] as number) - zero));
    const factor = Math.max(1, furthest / 127);
    factors[channel] = factor;
    for (let i = from; i < from + size; i++) values[i] = Math.round(((stored.data[i] as number) - zero) / factor);
  }
  return { values: tensor('int8', stored.shape, values), factors };
}

function rescaleBias(constants: Map<string, Tensor>, bias: Node, factors: Float64Array): void {
  const [storedName = '', scaleName = '', zeroName = ''] = bias.inputs;
  const [stored, scale] = [constants.get(storedName), constants.get(scaleName)];
  if (stored?.dtype !== 'int32' || scale?.dtype !== 'float32') return;
  const step = scale.data[0] ?? 0;
  constants.set(
    storedName,
    tensor(
      'int32',
      stored.shape,
      Int32Array.from(stored.data, (value, channel) => Math.round(value / (factors[channel] ?? 1))),
    ),
  );
  constants.set(scaleName, perChannel(Float32Array.from(factors, (factor) => step * factor)));
  constants.set(zeroName, perChannel(new Int32Array(factors.length)));
}

function perChannel(data: Float32Array | Int8Array | Int32Array): Tensor {
  const shape = [data.length];
  if (data instanceof Float32Array) return tensor('float32', shape, data);
  return data instanceof Int8Array ? tensor('int8', shape, data) : tensor('int32', shape, data);
}
