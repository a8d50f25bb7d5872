import { GraftError } from '../../errors.ts';
import type { Graph } from '../../graph/graph.ts';
import { ints } from '../../graph/graph.ts';
import type { OperatorConverter, Precision } from './conversion.ts';
import { Conversion } from './conversion.ts';
import { add, concatenation, logistic, rescale, softmax } from './operators/arithmetic.ts';
import { convolution, depthwiseConvolution } from './operators/convolution.ts';
import { elementwise, unary } from './operators/elementwise.ts';
import { averagePool, maxPool } from './operators/pooling.ts';
import { cast, gather, reduceMax, transpose } from './operators/rearranging.ts';
import { fullyConnected, mean, pad, reshape } from './operators/shape.ts';
import type { TfliteNetwork } from './read.ts';
import { unsignedPicture } from './unsigned-picture.ts';

/** Grows by one whenever the converter's output changes, so that what was converted before is converted anew. */
export const CONVERTER_VERSION = 2;

/** The operators that Graft converts. To add one: a function in `operators/`, and a line here. */
const converters: Readonly<Record<string, OperatorConverter>> = {
  ABS: unary('Abs'),
  ADD: add,
  AVERAGE_POOL_2D: averagePool,
  CAST: cast,
  CEIL: unary('Ceil'),
  CONCATENATION: concatenation,
  CONV_2D: convolution,
  DEPTHWISE_CONV_2D: depthwiseConvolution,
  DEQUANTIZE: rescale,
  DIV: elementwise('Div'),
  FLOOR: unary('Floor'),
  FULLY_CONNECTED: fullyConnected,
  GATHER: gather,
  LOG: unary('Log'),
  LOGISTIC: logistic,
  MAXIMUM: elementwise('Max'),
  MAX_POOL_2D: maxPool,
  MEAN: mean,
  MINIMUM: elementwise('Min'),
  MUL: elementwise('Mul'),
  PAD: pad,
  QUANTIZE: rescale,
  REDUCE_MAX: reduceMax,
  RESHAPE: reshape,
  ROUND: unary('Round'),
  SOFTMAX: softmax,
  SUB: elementwise('Sub'),
  TRANSPOSE: transpose,
};

/** Names that Graft gives to inputs and outputs: a tensor of the file that is called so gets another name. */
const ownNames: ReadonlySet<string> = new Set(['pixels', 'waveform', 'features', 'logits', 'probabilities']);
const publishedSuffix = ':published';

/** The name in the file of a value of the converted graph. */
export function publishedName(value: string): string {
  const name = value.endsWith(publishedSuffix) ? value.slice(0, -publishedSuffix.length) : value;
  return ownNames.has(name) ? name : value;
}

/**
 * Converts a TensorFlow Lite network for pictures, or for sounds, to an ONNX graph.
 *
 * Input: `pixels`, [batch, height, width, channels] in the file's own element type; uint8 pixels are transposed and
 * dequantized inside the graph. Or `waveform`, float32 [batch, samples]. Outputs: the file's, as float32, [batch, …]; those of rank 4 are [batch, channels, height,
 * width], as every activation is. Activations keep their names.
 *
 * @param precision `int8` keeps the file's quantization; `float32` undoes it, for machines without fast 8-bit kernels.
 * @param input Which of them the network must take.
 * @throws `UNSUPPORTED_OPERATOR` naming the operator that Graft does not convert.
 */
export function convertTflite(
  network: TfliteNetwork,
  name: string,
  precision: Precision = 'int8',
  input: 'pixels' | 'waveform' = 'pixels',
): Graph {
  const tensors = network.tensors.map((tensor) =>
    ownNames.has(tensor.name) ? { ...tensor, name: `${tensor.name}${publishedSuffix}` } : tensor,
  );
  const conversion = new Conversion({ ...network, tensors }, precision);
  if (input === 'pixels') addPicture(conversion);
  else addWaveform(conversion);
  for (const operator of network.operators) {
    const convert = converters[operator.name];
    if (convert === undefined) {
      throw new GraftError('UNSUPPORTED_OPERATOR', `The network uses the operator ${operator.name}, which Graft does not convert.`, {
        hint: `Operators it converts: ${Object.keys(converters).join(', ')}.`,
      });
    }
    convert(operator, conversion);
  }
  const outputs = network.outputs.map((index) => {
    const made = conversion.madeName(index);
    if (made === undefined) throw new GraftError('FORMAT_INVALID', 'No operator of the network makes its output.');
    const [, ...inner] = network.tensors[index]?.shape ?? [];
    const shape = inner.length === 3 ? [2, 0, 1].map((axis) => inner[axis] ?? 1) : inner;
    return { name: made, dtype: 'float32' as const, shape: ['batch', ...shape] };
  });
  return conversion.builder.finish(name, outputs);
}

function addPicture(conversion: Conversion): void {
  const { builder, network } = conversion;
  const [index = -1] = network.inputs;
  const source = network.tensors[index];
  if (network.inputs.length !== 1 || source?.shape.length !== 4) {
    throw new GraftError(
      'UNSUPPORTED_OPERATOR',
      `Expected a network with one picture [1, height, width, channels] as its input. Received ${network.inputs.length} inputs, the first of shape [${source?.shape.join(', ') ?? ''}].`,
    );
  }
  const [, height = 0, width = 0, channels = 0] = source.shape;
  const quantized = source.type === 'uint8' || source.type === 'int8';
  const pixels = source.type === 'int8' ? unsignedPicture(source) : source; // bytes from 0 to 255, whichever the file counts from
  builder.input({ name: 'pixels', dtype: pixels.type, shape: ['batch', height, width, channels] });
  const transposed = builder.add('Transpose', ['pixels'], { as: `${source.name}:nchw`, attributes: { perm: ints([0, 3, 1, 2]) } });
  conversion.declareInput(
    index,
    quantized
      ? builder.add('DequantizeLinear', [transposed, ...conversion.quantizationConstants(pixels)], { as: source.name })
      : transposed,
  );
}

function addWaveform(conversion: Conversion): void {
  const [index = -1] = conversion.network.inputs;
  const source = conversion.network.tensors[index];
  if (source?.type !== 'float32' || source.shape.length !== 2)
    throw new GraftError('UNSUPPORTED_OPERATOR', 'Expected a network with a row of samples, float32 [1, samples], as its input.');
  conversion.declareInput(index, conversion.builder.input({ name: 'waveform', dtype: 'float32', shape: ['batch', source.shape[1] ?? 0] }));
}
