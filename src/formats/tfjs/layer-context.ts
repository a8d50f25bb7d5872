import { GraftError } from '../../errors.ts';
import type { Attribute, Dimension } from '../../graph/graph.ts';
import { ints } from '../../graph/graph.ts';
import type { GraphBuilder } from '../../graph/graph-builder.ts';
import { int64Vector } from '../../tensor/int64-vector.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { invalid, type JsonFields } from './json-fields.ts';
import type { KerasActivation } from './keras-activation.ts';

/** What a layer's converter works with. */
export interface LayerContext {
  /** The layer's name. */
  readonly name: string;
  readonly kind: string;
  readonly config: JsonFields;
  readonly inputs: readonly KerasActivation[];
  readonly builder: GraphBuilder;
  /** A name for a value of this layer; the activation itself is named as the layer is. */
  readonly named: (part: string) => string;
  /** One of the layer's weights, by the name that Keras gives it. @throws `FORMAT_INVALID` where it is not there, or of another shape */
  readonly weight: (name: string, shape: readonly (number | undefined)[]) => Tensor<'float32'>;
}

/** Turns a layer into nodes; the value it returns is the layer's activation. */
export type LayerConverter = (context: LayerContext) => KerasActivation;

/** Adds a node. Its output gets the layer's own name where no part is given. */
export function add(
  { builder, named }: LayerContext,
  operator: string,
  inputs: readonly string[],
  { part = '', attributes = {} }: { readonly part?: string | undefined; readonly attributes?: Readonly<Record<string, Attribute>> } = {},
): string {
  return builder.add(operator, inputs, { as: named(part), attributes });
}

/** Adds a constant of this layer. */
export function constant({ builder, named }: LayerContext, part: string, value: Tensor): string {
  return builder.constant(named(part), value);
}

/** Adds a constant number. */
export function scalar(context: LayerContext, part: string, value: number): string {
  return constant(context, part, tensor('float32', [], Float32Array.of(value)));
}

/** Adds a constant list of whole numbers. */
export function integers(context: LayerContext, part: string, values: readonly number[]): string {
  return constant(context, part, int64Vector(values));
}

/** The one activation that a layer reads. */
export function only({ inputs, name }: LayerContext): KerasActivation {
  const [input] = inputs;
  if (input === undefined || inputs.length !== 1) throw invalid(`the layer "${name}" reads ${inputs.length} others`);
  return input;
}

/** The one activation that a layer reads, which must be a map: [height, width, channels]. */
export function onlyMap(context: LayerContext): { name: string; height: Dimension; width: Dimension; channels: number } {
  const { name, shape } = only(context);
  const [height = 1, width = 1, channels] = shape;
  if (shape.length !== 3 || typeof channels !== 'number')
    throw invalid(`the layer "${context.name}" (${context.kind}) reads an activation of the shape [${shape.join(', ')}], which is no map`);
  if (context.config.text('data_format', 'channels_last') !== 'channels_last') throw unsupported(context, 'its channels come first');
  return { name, height, width, channels };
}

/** From the graph's [batch, channels, height, width] to Keras' [batch, height, width, channels]. */
export function inKerasOrder(context: LayerContext, value: string): string {
  return add(context, 'Transpose', [value], { part: 'nhwc', attributes: { perm: ints([0, 2, 3, 1]) } });
}

/** The error for a layer, or a form of one, that Graft does not convert. */
export function unsupported({ name, kind }: Pick<LayerContext, 'name' | 'kind'>, why: string): GraftError {
  return new GraftError('UNSUPPORTED_OPERATOR', `The layer "${name}" (${kind}) cannot be converted: ${why}.`, {
    hint: 'Save the network as ONNX or TensorFlow Lite, and use that.',
  });
}
