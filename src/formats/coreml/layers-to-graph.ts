import { type Attribute, type Graph, int, ints, string } from '../../graph/graph.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { CoreMlClassifier, CoreMlLayer, WindowPadding } from './classifier.ts';

/**
 * A Core ML classifier as a graph, for ONNX Runtime to run: what a file that was read back computes.
 *
 * In: `pixels`, uint8 [batch, height, width, 3]. Out: `probabilities`, float32 [batch, labels]. It computes in 32 bits,
 * where Core ML may do so in 16.
 */
export function layersToGraph({ image, scaler, layers, labels, probabilities }: CoreMlClassifier): Graph {
  const builder = new GraphBuilder();
  builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', image.height, image.width, 3] });
  const cast = builder.add('Cast', ['pixels'], { attributes: { to: int(1) } });
  const planes = builder.add('Transpose', [cast], { attributes: { perm: ints([0, 3, 1, 2]) } });
  const scaled = builder.add('Mul', [planes, builder.constant('picture:scale', floats([], [scaler.scale]))]);
  const picture = builder.add('Add', [scaled, builder.constant('picture:bias', floats([1, 3, 1, 1], scaler.bias))]);
  const values = new Map([[image.name, picture]]);
  for (const layer of layers) {
    const inputs = layer.inputs.map((input) => values.get(input) ?? input);
    values.set(layer.output, addLayer(builder, layer, inputs));
  }
  builder.add('Flatten', [values.get(probabilities) ?? probabilities], { as: 'probabilities', attributes: { axis: int(1) } });
  return builder.finish('a Core ML file', [{ name: 'probabilities', dtype: 'float32', shape: ['batch', labels.length] }]);
}

function addLayer(builder: GraphBuilder, layer: CoreMlLayer, inputs: readonly string[]): string {
  const constant = (name: string, shape: readonly number[], values: ArrayLike<number>): string =>
    builder.constant(`${layer.name}:${name}`, floats(shape, values));
  const biasOf = (bias: Float32Array | undefined): string[] => (bias === undefined ? [] : [constant('bias', [bias.length], bias)]);
  switch (layer.kind) {
    case 'convolution': {
      const { outputChannels, kernelChannels, kernel, stride, dilation, padding, groups } = layer;
      const weights = constant('weights', [outputChannels, kernelChannels, ...kernel], layer.weights);
      const window = { kernel_shape: ints(kernel), strides: ints(stride), dilations: ints(dilation), group: int(groups) };
      return builder.add('Conv', [...inputs, weights, ...biasOf(layer.bias)], { attributes: { ...window, ...paddingAttributes(padding) } });
    }
    case 'pooling': {
      const { type, kernel, stride, padding, excludesPadding, global } = layer;
      if (global) return builder.add(type === 'max' ? 'GlobalMaxPool' : 'GlobalAveragePool', inputs);
      const window = { kernel_shape: ints(kernel), strides: ints(stride), ...paddingAttributes(padding) };
      if (type === 'max') return builder.add('MaxPool', inputs, { attributes: window });
      return builder.add('AveragePool', inputs, { attributes: { ...window, count_include_pad: int(excludesPadding ? 0 : 1) } });
    }
    case 'innerProduct': {
      const { inputChannels, outputChannels } = layer;
      const flat = builder.add('Flatten', inputs, { attributes: { axis: int(1) } });
      const weights = constant('weights', [outputChannels, inputChannels], layer.weights);
      const product = builder.add('Gemm', [flat, weights, ...biasOf(layer.bias)], { attributes: { transB: int(1) } });
      return asVector(builder, product, layer.name);
    }
    case 'flatten':
      return asVector(builder, builder.add('Flatten', inputs, { attributes: { axis: int(1) } }), layer.name);
    case 'linear': {
      const product = builder.add('Mul', [...inputs, constant('alpha', [], [layer.alpha])]);
      return builder.add('Add', [product, constant('beta', [], [layer.beta])]);
    }
    case 'hardSigmoid':
      return builder.add('HardSigmoid', inputs, { attributes: { alpha: float(layer.alpha), beta: float(layer.beta) } });
    case 'threshold':
      return builder.add('Max', [...inputs, constant('least', [], [layer.least])]);
    case 'padding': {
      const [top, left, bottom, right] = layer.border;
      const pads = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right], BigInt);
      return builder.add('Pad', [...inputs, builder.constant(`${layer.name}:pads`, tensor('int64', [8], pads))]);
    }
    case 'relu':
      return builder.add('Relu', inputs);
    case 'sigmoid':
      return builder.add('Sigmoid', inputs);
    case 'add':
      return builder.add('Add', inputs);
    case 'concat':
      return builder.add('Concat', inputs, { attributes: { axis: int(1) } });
    case 'softmax':
      return builder.add('Softmax', inputs, { attributes: { axis: int(1) } });
  }
}

/** [batch, numbers] as [batch, numbers, 1, 1], which vectors are in Core ML. */
function asVector(builder: GraphBuilder, value: string, name: string): string {
  const shape = builder.constant(`${name}:vector`, tensor('int64', [4], BigInt64Array.of(0n, -1n, 1n, 1n)));
  return builder.add('Reshape', [value, shape]);
}

function paddingAttributes(padding: WindowPadding) {
  return padding.mode === 'same' ? { auto_pad: string('SAME_UPPER') } : { pads: ints(padding.border) };
}

function floats(shape: readonly number[], values: ArrayLike<number>): Tensor<'float32'> {
  return tensor('float32', shape, Float32Array.from(values));
}

const float = (value: number): Attribute => ({ type: 'float', value });
