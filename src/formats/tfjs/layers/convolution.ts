import type { Attribute, Dimension } from '../../../graph/graph.ts';
import { int, ints, string } from '../../../graph/graph.ts';
import { type Tensor, tensor } from '../../../tensor/tensor.ts';
import { invalid } from '../json-fields.ts';
import { add, constant, type LayerContext, type LayerConverter, only, onlyMap, unsupported } from '../layer-context.ts';
import { withActivation } from './activation.ts';

/** How a window slides: over which places, and how many of them there are. */
export interface Sliding {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly height: Dimension;
  readonly width: Dimension;
}

/** A window's way over a map, as `strides`, `padding` and `dilation_rate` tell it. */
export function slide(
  { config, name, kind }: LayerContext,
  { height, width }: { readonly height: Dimension; readonly width: Dimension },
  kernel: readonly [number, number],
  strides: readonly [number, number],
): Sliding {
  const dilations = config.pair('dilation_rate', [1, 1]);
  const padding = config.text('padding', 'valid');
  if (padding !== 'valid' && padding !== 'same')
    throw unsupported({ name, kind }, `its padding is ${JSON.stringify(padding.slice(0, 40))}`);
  const places = (size: Dimension, axis: 0 | 1): Dimension => {
    if (typeof size === 'string') return size;
    const reach = (kernel[axis] - 1) * dilations[axis] + 1;
    const found = padding === 'same' ? Math.ceil(size / strides[axis]) : Math.floor((size - reach) / strides[axis]) + 1;
    if (found < 1) throw invalid(`the window of the layer "${name}" is larger than its map of ${size}`);
    return found;
  };
  return {
    attributes: {
      kernel_shape: ints(kernel),
      strides: ints(strides),
      ...(dilations.some((step) => step !== 1) ? { dilations: ints(dilations) } : {}),
      ...(padding === 'same' ? { auto_pad: string('SAME_UPPER') } : {}),
    },
    height: places(height, 0),
    width: places(width, 1),
  };
}

/** `Conv2D`: kernels are [height, width, inputs, outputs] in Keras. */
export const convolution: LayerConverter = (context) => {
  const { config } = context;
  const { name, channels, ...size } = onlyMap(context);
  const kernel = config.pair('kernel_size', [1, 1]);
  const [filters] = config.pair('filters', [1, 1]);
  const [groups] = config.pair('groups', [1, 1]);
  const { attributes, height, width } = slide(context, size, kernel, config.pair('strides', [1, 1]));
  const weights = transposed(context.weight('kernel', [...kernel, channels / groups, filters]), [3, 2, 0, 1]);
  const grouped = groups === 1 ? attributes : { ...attributes, group: int(groups) };
  return { name: biasedConvolution(context, name, { weights, filters, attributes: grouped }), shape: [height, width, filters] };
};

/** `DepthwiseConv2D`: kernels are [height, width, inputs, outputs for each input]. */
export const depthwiseConvolution: LayerConverter = (context) => {
  const { name, channels, ...size } = onlyMap(context);
  const { height, width, ...depthwise } = depthwiseParts(context, channels, size);
  return { name: biasedConvolution(context, name, depthwise), shape: [height, width, depthwise.filters] };
};

function depthwiseParts(
  context: LayerContext,
  channels: number,
  size: { readonly height: Dimension; readonly width: Dimension },
): Sliding & { readonly weights: Tensor<'float32'>; readonly filters: number } {
  const { config } = context;
  const kernel = config.pair('kernel_size', [1, 1]);
  const [multiplier] = config.pair('depth_multiplier', [1, 1]);
  const { attributes, height, width } = slide(context, size, kernel, config.pair('strides', [1, 1]));
  const filters = channels * multiplier;
  const given = context.weight('depthwise_kernel', [...kernel, channels, multiplier]);
  // Input by input, and for each its outputs: that is how groups lie in ONNX.
  const weights = tensor('float32', [filters, 1, ...kernel], transposed(given, [2, 3, 0, 1]).data);
  return { attributes: { ...attributes, group: int(channels) }, height, width, weights, filters };
}

/** `SeparableConv2D`: a depthwise convolution, then one of 1 x 1. */
export const separableConvolution: LayerConverter = (context) => {
  const { config } = context;
  const { name, channels, ...size } = onlyMap(context);
  const depthwise = depthwiseParts(context, channels, size);
  const [filters] = config.pair('filters', [1, 1]);
  const kernels = constant(context, 'depthwise_kernel', depthwise.weights);
  const apart = add(context, 'Conv', [name, kernels], { part: 'depthwise', attributes: depthwise.attributes });
  const weights = transposed(context.weight('pointwise_kernel', [1, 1, depthwise.filters, filters]), [3, 2, 0, 1]);
  const attributes = { kernel_shape: ints([1, 1]) };
  return { name: biasedConvolution(context, apart, { weights, filters, attributes }), shape: [depthwise.height, depthwise.width, filters] };
};

/** `Dense`; over a map it is a convolution of 1 x 1. */
export const dense: LayerConverter = (context) => {
  const { name, shape } = only(context);
  const inputs = Number(shape.at(-1));
  const [units] = context.config.pair('units', [1, 1]);
  const kernel = context.weight('kernel', [inputs, units]);
  if (shape.length === 3) {
    const weights = tensor('float32', [units, inputs, 1, 1], transposed(kernel, [1, 0]).data);
    const attributes = { kernel_shape: ints([1, 1]) };
    return { name: biasedConvolution(context, name, { weights, filters: units, attributes }), shape: [...shape.slice(0, -1), units] };
  }
  if (shape.length !== 1) throw unsupported(context, `it reads an activation of ${shape.length} dimensions`);
  const given = [name, constant(context, 'kernel', kernel), ...biasOf(context, units)];
  return { name: withActivation(context, 1, (part) => add(context, 'Gemm', given, { part })), shape: [units] };
};

function biasOf(context: LayerContext, filters: number): string[] {
  return context.config.flag('use_bias', true) ? [constant(context, 'bias', context.weight('bias', [filters]))] : [];
}

function biasedConvolution(
  context: LayerContext,
  input: string,
  {
    weights,
    filters,
    attributes,
  }: { readonly weights: Tensor<'float32'>; readonly filters: number; readonly attributes: Readonly<Record<string, Attribute>> },
): string {
  const given = [input, constant(context, 'kernel', weights), ...biasOf(context, filters)];
  return withActivation(context, 3, (part) => add(context, 'Conv', given, { part, attributes }));
}

/** A tensor with its axes in another order: axis `i` of the result is axis `order[i]` of what is given. */
function transposed(given: Tensor<'float32'>, order: readonly number[]): Tensor<'float32'> {
  const steps = given.shape.map((_, axis) => given.shape.slice(axis + 1).reduce((all, size) => all * size, 1));
  const shape = order.map((axis) => given.shape[axis] ?? 1);
  const strides = order.map((axis) => steps[axis] ?? 1);
  const data = new Float32Array(given.data.length);
  const place = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    data[to] = given.data[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [size = 1, stride = 0, at = 0] = [shape[axis], strides[axis], place[axis]];
      if (at + 1 < size) {
        place[axis] = at + 1;
        from += stride;
        break;
      }
      place[axis] = 0;
      from -= at * stride;
    }
  }
  return tensor('float32', shape, data);
}
