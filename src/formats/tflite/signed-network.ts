import type { Quantization, TfliteNetwork, TfliteOperator, TfliteTensor } from './read.ts';
import { unsignedPicture } from './unsigned-picture.ts';

/**
 * In which form each operator takes signed 8-bit numbers (`tensorflow/lite/tools/versioning/op_version.cc`); the first form of
 * the others takes them already.
 */
const signedVersions: Readonly<Record<string, number>> = {
  ADD: 2, AVERAGE_POOL_2D: 2, CONCATENATION: 2, CONV_2D: 3, DEPTHWISE_CONV_2D: 3, FULLY_CONNECTED: 4, LOGISTIC: 2, MAX_POOL_2D: 2,
  MEAN: 2, PAD: 2, SOFTMAX: 2,
}; // biome-ignore format: a table reads better in rows

/** QUANTIZE from one 8-bit form to another, rather than from real numbers. */
const REQUANTIZE_VERSION = 2;

/** Along which axis of its weights an operator has its output channels, where it may have a scale for each. */
const channelAxes: Readonly<Record<string, number>> = { CONV_2D: 0, DEPTHWISE_CONV_2D: 3 };

/**
 * Rewrites a network from unsigned 8-bit numbers to signed ones: activations shifted by 128, weights symmetric about zero
 * with a scale for each output channel, as TensorFlow Lite's quantization specification has had it since 2019.
 *
 * It is what newer kernels, accelerators and TensorFlow Lite Micro take, and the arithmetic of the model that Graft serves
 * (see `graph/optimize/symmetric-weights.ts`): a channel whose weights lie within 127 steps of zero keeps its exact values,
 * another is rounded to a step that is at most twice as coarse. The picture still comes in as bytes from 0 to 255; a QUANTIZE
 * behind it shifts them. What is signed already stays as it is, but for the picture,
 * which comes in as such bytes, too.
 *
 * @see https://ai.google.dev/edge/litert/models/quantization_spec
 */
export function signedNetwork(network: TfliteNetwork): TfliteNetwork {
  const inputs = new Set(network.inputs);
  const tensors = network.tensors.map((tensor, index) => (isUnsigned(tensor) && !inputs.has(index) ? signedActivation(tensor) : tensor));
  const operators: TfliteOperator[] = [];
  const pictures = network.inputs.map((index) => {
    const signed = tensors[index];
    if (signed?.type !== 'int8') return index;
    // MediaPipe and others hand in bytes from 0 to 255.
    const bytes = tensors.push({ ...unsignedPicture(signed), name: `${signed.name}:bytes` }) - 1;
    operators.push({ name: 'QUANTIZE', version: REQUANTIZE_VERSION, inputs: [bytes], outputs: [index], options: {} });
    return bytes;
  });
  const add = (operator: TfliteOperator): void => void operators.push(operator);
  const requantize = (from: number, tensor: TfliteTensor): number => {
    const to = tensors.push(tensor) - 1;
    add({ name: 'QUANTIZE', version: REQUANTIZE_VERSION, inputs: [from], outputs: [to], options: {} });
    return to;
  };
  const shifted = new Map<number, number>();
  for (const index of network.inputs) {
    const tensor = network.tensors[index];
    const readers = network.operators.filter(({ inputs: read }) => read.includes(index));
    if (tensor === undefined || !isUnsigned(tensor) || readers.every(({ name }) => name === 'QUANTIZE')) continue;
    shifted.set(index, requantize(index, { ...signedActivation(tensor), name: `${tensor.name}:signed` }));
  }
  for (const operator of network.operators) {
    const read = operator.inputs.map((index) => shifted.get(index) ?? index);
    const [output = -1] = operator.outputs;
    const target = tensors[output];
    // The signed kernel joins bytes as they are, so all parts must have the scale of the whole.
    const joined = operator.name === 'CONCATENATION' && target?.type === 'int8';
    const aligned = joined ? read.map((index, part) => withScaleOf(tensors, index, target, `${target.name}:${part}`, requantize)) : read;
    makeWeightsSymmetric(network, tensors, operator);
    const version = target?.type === 'int8' ? Math.max(operator.version, signedVersions[operator.name] ?? 1) : operator.version;
    add({ ...operator, version, inputs: aligned });
  }
  return { ...network, tensors, operators, inputs: pictures };
}

const isUnsigned = ({ type, data, quantization }: TfliteTensor): boolean =>
  type === 'uint8' && data === undefined && quantization !== undefined;

function signedActivation(tensor: TfliteTensor): TfliteTensor {
  const { quantization } = tensor;
  const zeroPoints = quantization?.zeroPoints.map((zero) => zero - 128) ?? [];
  return { ...tensor, type: 'int8', quantization: quantization && { ...quantization, zeroPoints } };
}

/** The place of a tensor brought to another's scale; its own where it has that scale already. */
function withScaleOf(
  tensors: readonly TfliteTensor[],
  index: number,
  { quantization }: TfliteTensor,
  name: string,
  requantize: (from: number, tensor: TfliteTensor) => number,
): number {
  const tensor = tensors[index];
  const own = tensor?.quantization;
  if (tensor === undefined || own === undefined || quantization === undefined) return index;
  if (own.scales[0] === quantization.scales[0] && own.zeroPoints[0] === quantization.zeroPoints[0]) return index;
  return requantize(index, { ...tensor, name, quantization });
}

/** Replaces an operator's unsigned weights, and the bias, whose scale is the input's times theirs. */
function makeWeightsSymmetric(network: TfliteNetwork, tensors: TfliteTensor[], { name, inputs }: TfliteOperator): void {
  const [, weightsAt = -1, biasAt = -1] = inputs;
  // Read from the network as it was: two layers may share their weights.
  const [weights, bias] = [network.tensors[weightsAt], network.tensors[biasAt]];
  if (!(weights?.data instanceof Uint8Array) || weights.quantization?.scales.length !== 1) return;
  const { values, quantization, factors } = symmetric(weights.data, weights.shape, weights.quantization, channelAxes[name]);
  tensors[weightsAt] = { ...weights, type: 'int8', data: values, quantization };
  if (!(bias?.data instanceof Int32Array) || bias.quantization === undefined) return;
  const [step = 1] = bias.quantization.scales;
  tensors[biasAt] = {
    ...bias,
    data: bias.data.map((value, channel) => Math.round(value / (factors[channel % factors.length] ?? 1))),
    quantization: {
      scales: Array.from(factors, (factor) => Math.fround(step * factor)),
      zeroPoints: Array.from(factors, () => 0),
      axis: 0,
    },
  };
}

/** Unsigned weights as steps from zero within ±127, and by how much the step grew for that, along an axis or as a whole. */
function symmetric(
  stored: Uint8Array,
  shape: readonly number[],
  { scales: [step = 1], zeroPoints: [zero = 0] }: Quantization,
  axis: number | undefined,
): { values: Int8Array; quantization: Quantization; factors: Float64Array } {
  const channels = axis === undefined ? 1 : (shape[axis] ?? 1);
  const inner = axis === undefined ? stored.length : shape.slice(axis + 1).reduce((all, size) => all * size, 1);
  const channelOf = (index: number): number => Math.floor(index / inner) % channels;
  const factors = new Float64Array(channels).fill(1);
  for (const [index, value] of stored.entries()) {
    const channel = channelOf(index);
    factors[channel] = Math.max(factors[channel] ?? 1, Math.abs(value - zero) / 127);
  }
  const values = Int8Array.from(stored, (value, index) => Math.round((value - zero) / (factors[channelOf(index)] ?? 1)));
  const scales = Array.from(factors, (factor) => Math.fround(step * factor));
  return { values, quantization: { scales, zeroPoints: scales.map(() => 0), axis: axis ?? 0 }, factors };
}
