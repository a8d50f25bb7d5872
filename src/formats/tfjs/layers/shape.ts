import type { Dimension } from '../../../graph/graph.ts';
import { int, ints, string } from '../../../graph/graph.ts';
import { tensor } from '../../../tensor/tensor.ts';
import { invalid } from '../json-fields.ts';
import {
  add,
  constant,
  inKerasOrder,
  integers,
  type LayerContext,
  type LayerConverter,
  only,
  onlyMap,
  scalar,
  unsupported,
} from '../layer-context.ts';

/** Layers that do nothing once a network is trained. */
export const nothing: LayerConverter = (context) => {
  const { name, shape } = only(context);
  return { name: add(context, 'Identity', [name]), shape };
};

/** `Flatten`: in Keras' order of a map, channels last. */
export const flatten: LayerConverter = (context) => {
  const { name, shape } = only(context);
  const isMap = shape.length === 3 && !(shape[0] === 1 && shape[1] === 1);
  const ordered = isMap ? inKerasOrder(context, name) : name;
  return { name: add(context, 'Flatten', [ordered], { attributes: { axis: int(1) } }), shape: [product(context, shape)] };
};

/** `Reshape`, in Keras' order of a map. */
export const reshape: LayerConverter = (context) => {
  const { name, shape } = only(context);
  const count = product(context, shape);
  const listed = context.config.list('target_shape').map(Number);
  const known = listed.reduce((all, size) => (size === -1 ? all : all * size), 1);
  const target = listed.map((size) => (size === -1 ? count / known : size));
  if (target.some((size) => !Number.isSafeInteger(size) || size < 1) || target.reduce((all, size) => all * size, 1) !== count)
    throw invalid(`the layer "${context.name}" makes [${target.join(', ')}] of ${count} numbers`);
  const ordered = shape.length === 3 ? inKerasOrder(context, name) : name;
  const to = integers(context, 'target', [-1, ...target]);
  if (target.length !== 3) return { name: add(context, 'Reshape', [ordered, to]), shape: target };
  const shaped = add(context, 'Reshape', [ordered, to], { part: 'shaped' });
  return { name: add(context, 'Transpose', [shaped], { attributes: { perm: ints([0, 3, 1, 2]) } }), shape: target };
};

/** The numbers in an activation. */
function product(context: LayerContext, shape: readonly Dimension[]): number {
  return shape.reduce<number>((all, size) => {
    if (typeof size === 'number') return all * size;
    throw unsupported(context, 'it needs a picture of a known size, which the network does not tell');
  }, 1);
}

/** `[[top, bottom], [left, right]]`, `[rows, columns]` or one number, of `padding` or `cropping`. */
function margins(context: LayerContext, field: string): readonly [top: number, bottom: number, left: number, right: number] {
  const listed = context.config.any(field);
  const sides = Array.isArray(listed) ? (listed as readonly unknown[]) : [listed, listed]; // each is looked at below
  const both = sides.flatMap((side): unknown[] => (Array.isArray(side) ? [side[0], side[1]] : [side, side])).map(Number);
  const [top = Number.NaN, bottom = Number.NaN, left = Number.NaN, right = Number.NaN] = both;
  if (both.length === 4 && both.every((margin) => Number.isSafeInteger(margin) && margin >= 0 && margin < 2 ** 16))
    return [top, bottom, left, right];
  throw invalid(`"${field}" of the layer "${context.name}" is no margins`);
}

const grown = (size: Dimension, by: number): Dimension => (typeof size === 'number' ? size + by : size);

/** `ZeroPadding2D`. */
export const zeroPadding: LayerConverter = (context) => {
  const { name, height, width, channels } = onlyMap(context);
  const [top, bottom, left, right] = margins(context, 'padding');
  const pads = integers(context, 'pads', [0, 0, top, left, 0, 0, bottom, right]);
  return {
    name: add(context, 'Pad', [name, pads, scalar(context, 'zero', 0)]),
    shape: [grown(height, top + bottom), grown(width, left + right), channels],
  };
};

/** `Cropping2D`. */
export const cropping: LayerConverter = (context) => {
  const { name, height, width, channels } = onlyMap(context);
  const [top, bottom, left, right] = margins(context, 'cropping');
  const ends = [bottom, right].map((margin) => (margin === 0 ? 2 ** 31 - 1 : -margin));
  const bounds = [integers(context, 'starts', [top, left]), integers(context, 'ends', ends), integers(context, 'axes', [2, 3])];
  return { name: add(context, 'Slice', [name, ...bounds]), shape: [grown(height, -top - bottom), grown(width, -left - right), channels] };
};

/** `UpSampling2D`. */
export const upSampling: LayerConverter = (context) => {
  const { name, height, width, channels } = onlyMap(context);
  const [rows, columns] = context.config.pair('size', [2, 2]);
  const mode = context.config.text('interpolation', 'nearest');
  if (mode !== 'nearest' && mode !== 'bilinear') throw unsupported(context, `it interpolates by ${JSON.stringify(mode.slice(0, 40))}`);
  const scales = constant(context, 'scales', tensor('float32', [4], Float32Array.of(1, 1, rows, columns)));
  const attributes =
    mode === 'nearest'
      ? { mode: string('nearest'), coordinate_transformation_mode: string('asymmetric'), nearest_mode: string('floor') }
      : { mode: string('linear'), coordinate_transformation_mode: string('half_pixel') };
  const times = (size: Dimension, by: number): Dimension => (typeof size === 'number' ? size * by : size);
  return {
    name: add(context, 'Resize', [name, '', scales], { attributes }),
    shape: [times(height, rows), times(width, columns), channels],
  };
};
