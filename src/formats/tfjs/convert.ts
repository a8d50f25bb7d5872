import { GraftError } from '../../errors.ts';
import type { Dimension, Graph } from '../../graph/graph.ts';
import { ints } from '../../graph/graph.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalid } from './json-fields.ts';
import type { KerasActivation } from './keras-activation.ts';
import { type LayerContext, type LayerConverter, unsupported } from './layer-context.ts';
import { activation, elu, leakyRelu, prelu, relu, softmax } from './layers/activation.ts';
import { convolution, dense, depthwiseConvolution, separableConvolution } from './layers/convolution.ts';
import { addition, average, concatenation, maximum, multiplication, subtraction } from './layers/merging.ts';
import { batchNormalization, rescaling } from './layers/normalization.ts';
import { averagePooling, globalAveragePooling, globalMaxPooling, maxPooling } from './layers/pooling.ts';
import { cropping, flatten, nothing, reshape, upSampling, zeroPadding } from './layers/shape.ts';
import type { KerasLayer, KerasModel, TensorReference } from './read-topology.ts';

/** The layers that Graft converts. To add one: a function in `layers/`, and a line here. */
const converters: Readonly<Record<string, LayerConverter>> = {
  Activation: activation,
  ActivityRegularization: nothing,
  Add: addition,
  AlphaDropout: nothing,
  Average: average,
  AveragePooling2D: averagePooling,
  BatchNormalization: batchNormalization,
  Concatenate: concatenation,
  Conv2D: convolution,
  Cropping2D: cropping,
  Dense: dense,
  DepthwiseConv2D: depthwiseConvolution,
  Dropout: nothing,
  ELU: elu,
  Flatten: flatten,
  GaussianDropout: nothing,
  GaussianNoise: nothing,
  GlobalAveragePooling2D: globalAveragePooling,
  GlobalMaxPooling2D: globalMaxPooling,
  LeakyReLU: leakyRelu,
  MaxPooling2D: maxPooling,
  Maximum: maximum,
  Multiply: multiplication,
  PReLU: prelu,
  RandomContrast: nothing,
  RandomFlip: nothing,
  RandomRotation: nothing,
  RandomTranslation: nothing,
  RandomZoom: nothing,
  ReLU: relu,
  Rescaling: rescaling,
  Reshape: reshape,
  SeparableConv2D: separableConvolution,
  Softmax: softmax,
  SpatialDropout2D: nothing,
  Subtract: subtraction,
  UpSampling2D: upSampling,
  ZeroPadding2D: zeroPadding,
};

/** A model's layers where their weights are known. */
type Weights = ReadonlyMap<string, Tensor<'float32'>>;

/**
 * Converts a Keras model for pictures to a graph.
 *
 * Input: `picture`, float32, [batch, height, width, channels], in whatever range the network was trained on. Activations carry the
 * names of their layers; those of four dimensions are [batch, channels, height, width].
 *
 * @throws `UNSUPPORTED_OPERATOR` naming the layer that Graft does not convert; `FORMAT_INVALID`
 */
export function convertKeras(model: KerasModel, weights: Weights): Graph {
  const builder = new GraphBuilder();
  const entrance = model.layers.find(({ name }) => name === model.inputs[0]?.layer);
  if (model.inputs.length !== 1 || entrance === undefined) throw unsuitable(`it has ${model.inputs.length} inputs`);
  const shape = inputShape(entrance);
  builder.input({ name: 'picture', dtype: 'float32', shape: ['batch', ...shape] });
  const input = { name: builder.add('Transpose', ['picture'], { as: 'picture:nchw', attributes: { perm: ints([0, 3, 1, 2]) } }), shape };
  const [output] = convertModel(model, [input], { builder, find: finder(weights), prefix: '' });
  if (output === undefined) throw invalid('it has no output');
  const { name, shape: made } = output;
  const inGraph = made.length === 3 ? [made[2] ?? 1, made[0] ?? 1, made[1] ?? 1] : made;
  return builder.finish(model.name, [{ name, dtype: 'float32', shape: ['batch', ...inGraph] }]);
}

function inputShape({ config, name }: KerasLayer): readonly Dimension[] {
  const listed = [config.list('batch_input_shape'), config.list('batch_shape')].find((shape) => shape.length > 0) ?? [];
  const [, ...shape] = listed.map((size, axis) => (size === null ? (['batch', 'height', 'width'][axis] ?? '') : Number(size)));
  const isPicture = shape.length === 3 && shape.every((size) => typeof size === 'string' || (Number.isSafeInteger(size) && size >= 1));
  if (isPicture && (shape[2] === 3 || shape[2] === 1)) return shape;
  throw unsuitable(`its input "${name}" has the shape [${listed.slice(0, 8).join(', ')}]`);
}

interface Place {
  readonly builder: GraphBuilder;
  readonly find: FindWeight;
  readonly prefix: string;
}

/** Converts a model's layers, in the order in which what they read is there. */
function convertModel(model: KerasModel, inputs: readonly KerasActivation[], { builder, find, prefix }: Place): readonly KerasActivation[] {
  const made = new Map<string, KerasActivation>();
  const key = ({ layer, use }: TensorReference): string => `${use} ${layer}`;
  model.inputs.forEach((reference, index) => {
    const input = inputs[index];
    if (input === undefined)
      throw invalid(`the model "${model.name}" reads ${inputs.length} activations and has ${model.inputs.length} inputs`);
    made.set(key(reference), input);
  });
  let open = model.layers.flatMap((layer) => layer.uses.map((read, use) => ({ layer, use, read })));
  open = open.filter(({ layer, use }) => !made.has(key({ layer: layer.name, use })));
  while (open.length > 0) {
    const ready = open.filter(({ read }) => read.every((reference) => made.has(key(reference))));
    if (ready.length === 0) throw invalid(`the layer "${open[0]?.layer.name}" reads what no layer before it makes`);
    for (const { layer, use, read } of ready) {
      const given = read.flatMap((reference) => made.get(key(reference)) ?? []);
      made.set(key({ layer: layer.name, use }), convertLayer(layer, use, given, { builder, find, prefix }));
    }
    open = open.filter(({ layer, use }) => !made.has(key({ layer: layer.name, use })));
  }
  return model.outputs.map((reference) => {
    const output = made.get(key(reference));
    if (output === undefined) throw invalid(`no layer makes its output "${reference.layer}"`);
    return output;
  });
}

function convertLayer(
  layer: KerasLayer,
  use: number,
  inputs: readonly KerasActivation[],
  { builder, find, prefix }: Place,
): KerasActivation {
  const { name, kind, config, model } = layer;
  const own = `${prefix}${name}${use === 0 ? '' : `:${use}`}`;
  if (model !== undefined) {
    const [output] = convertModel(model, inputs, { builder, find, prefix: `${own}/` });
    if (output === undefined) throw invalid(`the model "${name}" has no output`);
    return output;
  }
  const convert = Object.hasOwn(converters, kind) ? converters[kind] : undefined;
  if (convert === undefined) {
    throw unsupported(
      layer,
      kind === 'Lambda' || kind === 'TFOpLambda' ? 'what it does is code, which is not in the file' : 'Graft does not know this layer',
    );
  }
  const context: LayerContext = {
    name,
    kind,
    config,
    inputs,
    builder,
    named: (part) => (part === '' ? own : `${own}/${part}`),
    weight: (weight, shape) => find(name, weight, shape),
  };
  return convert(context);
}

type FindWeight = (layer: string, weight: string, shape: readonly (number | undefined)[]) => Tensor<'float32'>;

/** Finds weights by the names of their layer and their own: in nested models, the names of those come before. */
function finder(weights: Weights): FindWeight {
  const byEnd = new Map<string, Tensor<'float32'>[]>();
  for (const [name, value] of weights) {
    const parts = name.split('/');
    const end = parts.slice(-2).join('/');
    byEnd.set(end, [...(byEnd.get(end) ?? []), value]);
  }
  return (layer, weight, shape) => {
    const wanted = `${layer}/${weight}`;
    const candidates = byEnd.get(wanted.split('/').slice(-2).join('/')) ?? [];
    const found = weights.get(wanted) ?? (candidates.length === 1 ? candidates[0] : undefined);
    if (found === undefined) throw invalid(`the layer "${layer}" lacks its weight "${weight}"`);
    if (found.shape.length === shape.length && shape.every((size, axis) => size === found.shape[axis])) return found;
    throw invalid(`the weight "${wanted}" has the shape [${found.shape.join(', ')}] and should have [${shape.join(', ')}]`);
  };
}

function unsuitable(why: string): GraftError {
  return new GraftError(
    'UNSUPPORTED_OPERATOR',
    `Expected a TensorFlow.js model with one picture [height, width, 3] as its input. Here ${why}.`,
    {
      hint: 'Networks for pictures, channels last, can be used as backbones.',
    },
  );
}
