import { GraftError } from '../../errors.ts';
import type { Graph } from '../../graph/graph.ts';
import { ints } from '../../graph/graph.ts';
import type { OperatorConverter, Precision } from './conversion.ts';
import { Conversion } from './conversion.ts';
import { add, concatenation, logistic, rescale, softmax } from './operators/arithmetic.ts';
import { convolution, depthwiseConvolution } from './operators/convolution.ts';
import { averagePool, maxPool } from './operators/pooling.ts';
import { fullyConnected, mean, pad, reshape } from './operators/shape.ts';
import type { TfliteNetwork } from './read.ts';
import { unsignedPicture } from './unsigned-picture.ts';

/** Grows by one whenever the converter's output changes, so that what was converted before is converted anew. */
export const CONVERTER_VERSION = 2;

/** The operators that Graft converts. To add one: a function in `operators/`, and a line here. */
const converters: Readonly<Record<string, OperatorConverter>> = {
  ADD: add,
  AVERAGE_POOL_2D: averagePool,
  CONCATENATION: concatenation,
  CONV_2D: convolution,
  DEPTHWISE_CONV_2D: depthwiseConvolution,
  DEQUANTIZE: rescale,
  FULLY_CONNECTED: fullyConnected,
  LOGISTIC: logistic,
  MAX_POOL_2D: maxPool,
  MEAN: mean,
  PAD: pad,
  QUANTIZE: rescale,
  RESHAPE: reshape,
  SOFTMAX: softmax,
};

/** Names that Graft gives to inputs and outputs: a tensor of the file that is called so gets another name. */
const ownNames: ReadonlySet<string> = new Set(['pixels', 'features', 'logits', 'probabilities']);
const publishedSuffix = ':published';

/** The name in the file of a value of the converted graph. */
export function publishedName(value: string): string {
  const name = value.endsWith(publishedSuffix) ? value.slice(0, -publishedSuffix.length) : value;
  return ownNames.has(name) ? name : value;
}

/**
 * Converts a TensorFlow Lite network for pictures to an ONNX graph.
 *
 * Input: `pixels`, [batch, height, width, channels] in the file's own element type; uint8 pixels are transposed and
 * dequantized inside the graph. Outputs: the file's, as float32, [batch, …]; those of rank 4 are [batch, channels, height,
 * width], as every activation is. Activations keep their names.
 *
 * @param precision `int8` keeps the file's quantization; `float32` undoes it, for machines without fast 8-bit kernels.
 * @throws `UNSUPPORTED_OPERATOR` naming the operator that Graft does not convert.
 */
export function convertTflite(network: TfliteNetwork, name: string, precision: Precision = 'int8'): Graph {
  const tensors = network.tensors.map((tensor) =>
    ownNames.has(tensor.name) ? { ...tensor, name: `${tensor.name}${publishedSuffix}` } : tensor,
  );
  const conversion = new Conversion({ ...network, tensors }, precision);
  addInput(conversion);
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

function addInput(conversion: Conversion): void {
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
