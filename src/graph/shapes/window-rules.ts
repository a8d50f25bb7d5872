import type { Dimension } from '../graph.ts';
import { intOf, intsOf } from '../graph.ts';
import { times } from './dimension.ts';
import { type RuleContext, type Shape, type ShapeRule, unknownShape } from './rule-context.ts';

const convolving: ReadonlySet<string> = new Set(['Conv', 'ConvInteger']);

/** Convolutions and pools: N x C x positions of the window. */
const windowed: ShapeRule = (context) => {
  const { node, shape } = context;
  const [batch = 1, channels = 1, ...spatial] = shape(0);
  const weights = convolving.has(node.operator) ? shape(1) : undefined;
  if (weights !== undefined) {
    const perGroup = weights[1];
    const expected = typeof perGroup === 'number' ? perGroup * intOf(node, 'group', 1) : undefined;
    if (typeof channels === 'number' && expected !== undefined && expected !== channels)
      throw unknownShape(context, `convolves ${expected} channels and reads [${shape(0).join(', ')}]`);
  }
  const ones = spatial.map(() => 1);
  const kernel = intsOf(node, 'kernel_shape', (weights?.slice(2) ?? []).map(Number));
  const strides = intsOf(node, 'strides', ones);
  const dilations = intsOf(node, 'dilations', ones);
  const pads = intsOf(
    node,
    'pads',
    [...ones, ...ones].map(() => 0),
  );
  const automatic = node.attributes['auto_pad'];
  const padsSame = automatic?.type === 'string' && automatic.value.startsWith('SAME');
  const ceil = intOf(node, 'ceil_mode', 0) === 1;
  const positions = spatial.map((size, axis): Dimension => {
    if (typeof size === 'string') return size;
    const stride = strides[axis] ?? 1;
    if (padsSame) return Math.ceil(size / stride);
    const reach = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    const [before, after] = [pads[axis] ?? 0, pads[axis + spatial.length] ?? 0];
    const steps = (size + before + after - reach) / stride;
    const count = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
    // A window that would begin in the padding behind the picture is left out, as PyTorch and ONNX Runtime do.
    return ceil && (count - 1) * stride >= size + before ? count - 1 : count;
  });
  return [batch, weights?.[0] ?? channels, ...positions];
};

const global: ShapeRule = ({ shape }) => shape(0).map((dimension, axis) => (axis < 2 ? dimension : 1));

const transposed: ShapeRule = ({ node, shape }) => {
  const [batch = 1, , ...spatial] = shape(0);
  const [, perGroup = 1, ...kernelSize] = shape(1);
  const kernel = intsOf(node, 'kernel_shape', kernelSize.map(Number));
  const given = intsOf(node, 'output_shape', []);
  const at = (name: string, axis: number, otherwise: number): number => intsOf(node, name, [])[axis] ?? otherwise;
  const sizes = spatial.map((size, axis): Dimension => {
    if (typeof size === 'string') return size;
    const reach = ((kernel[axis] ?? 1) - 1) * at('dilations', axis, 1) + 1;
    const pads = at('pads', axis, 0) + at('pads', axis + spatial.length, 0);
    return given[axis] ?? at('strides', axis, 1) * (size - 1) + at('output_padding', axis, 0) + reach - pads;
  });
  return [batch, times(perGroup, intOf(node, 'group', 1)), ...sizes];
};

/** Sizes are given whole (the fourth input) or as factors (the third). */
const resized: ShapeRule = (context) => {
  const sizes = context.value(3)?.elements;
  if (sizes !== undefined && sizes.length > 0) return sizesOnAxes(context, sizes, (_, size) => size);
  const scales = context.value(context.node.operator === 'Upsample' ? 1 : 2)?.elements;
  if (scales === undefined) throw unknownShape(context, 'takes its size from the data, which Graft cannot follow');
  return sizesOnAxes(context, scales, (size, scale) =>
    typeof size === 'number' && typeof scale === 'number' ? Math.floor(size * scale) : size,
  );
};

function sizesOnAxes(
  { node, shape }: RuleContext,
  values: readonly Dimension[],
  apply: (size: Dimension, value: Dimension) => Dimension,
): Shape {
  const axes = intsOf(node, 'axes', [...shape(0).keys()]);
  return shape(0).map((size, axis) => {
    const value = values[axes.indexOf(axis)];
    return value === undefined ? size : apply(size, value);
  });
}

const depthToSpace =
  (toSpace: boolean): ShapeRule =>
  ({ node, shape }) => {
    const block = intOf(node, 'blocksize', 1);
    const [batch = 1, channels = 1, ...spatial] = shape(0);
    const scaled = (size: Dimension, factor: number): Dimension => (typeof size === 'number' ? size * factor : size);
    const factor = toSpace ? block : 1 / block;
    return [batch, scaled(channels, 1 / factor ** 2), ...spatial.map((size) => scaled(size, factor))];
  };

/** Operators on pictures: [batch, channels, height, width]. */
export const windowRules: Readonly<Record<string, ShapeRule>> = {
  AveragePool: windowed,
  Conv: windowed,
  ConvInteger: windowed,
  ConvTranspose: transposed,
  DepthToSpace: depthToSpace(true),
  GlobalAveragePool: global,
  GlobalLpPool: global,
  GlobalMaxPool: global,
  LpPool: windowed,
  MaxPool: windowed,
  Resize: resized,
  SpaceToDepth: depthToSpace(false),
  Upsample: resized,
};
