import { type Attribute, int, ints } from '../../graph.ts';
import type { RuleContext } from '../gradient-rule.ts';
import { targetShape } from './fixed-size.ts';
import { reach, type Window } from './window.ts';

/** What a window read (the wide side) and what came of it (the narrow), one of them as a gradient. */
interface Sides {
  readonly wide: string;
  readonly narrow: string;
  /** Of the shape `[narrow channels, wide channels / group, ...]`. */
  readonly weights: string;
  readonly window: Window;
  readonly group: number;
}

/** More products than this make too many nodes, and none of them is large; such windows are those of patches. */
const mostShifts = 49;

/**
 * A convolution's gradient by its weights, in the form that ONNX Runtime runs fastest for its shape (decision 26).
 *
 * - Without groups: for each place of the kernel one matrix product, of the narrow side with what that place read.
 * - With groups: a convolution of the wide side with the narrow one, batch and channels of both having changed places.
 */
export function weightGradient(context: RuleContext, sides: Sides): string {
  const places = sides.window.kernel.reduce((all, size) => all * size, 1);
  return sides.group === 1 && places <= mostShifts ? shiftedProducts(context, sides) : swappedConvolution(context, sides);
}

/** `[O, N · positions]` times `[N · positions, C]` for each place, then side by side. */
function shiftedProducts(context: RuleContext, { wide, narrow, weights, window }: Sides): string {
  const { add, integers, shape } = context;
  const [outputs, channels] = [Number(shape(weights)[0]), Number(shape(weights)[1])];
  const rank = window.sizes.length;
  const spatial = [...Array(rank).keys()];
  const turned = add('Transpose', [narrow], { perm: ints([1, 0, ...spatial.map((axis) => axis + 2)]) });
  const rows = add('Reshape', [turned, integers([outputs, -1])]);
  const channelsLast = padded(context, add('Transpose', [wide], { perm: ints([0, ...spatial.map((axis) => axis + 2), 1]) }), window);
  const places = placesOf(window.kernel);
  const products = places.map((place) =>
    add('Gemm', [rows, add('Reshape', [readAt(context, channelsLast, window, place), integers([-1, channels])])]),
  );
  const [only = ''] = products;
  const joined =
    products.length === 1
      ? only
      : add(
          'Concat',
          products.map((product) => add('Unsqueeze', [product, integers([2])])),
          { axis: int(2) },
        );
  return add('Reshape', [joined, integers([outputs, channels, ...window.kernel])]);
}

/** Rows and columns behind the picture that some window reads. */
function afterOf(window: Window): readonly number[] {
  return window.sizes.map((size, axis) => Math.max(0, reach(window, axis) - (window.before[axis] ?? 0) - size));
}

/** A value with its channels last, and the rows and columns before and behind it that the window reads. */
function padded({ add, integers }: RuleContext, value: string, window: Window): string {
  const after = afterOf(window);
  if ([...window.before, ...after].every((size) => size === 0)) return value;
  return add('Pad', [value, integers([0, ...window.before, 0, 0, ...after, 0])]);
}

/** What a place of the kernel reads, over all positions of the window. */
function readAt({ add, integers }: RuleContext, channelsLast: string, window: Window, place: readonly number[]): string {
  const starts = place.map((at, axis) => at * (window.dilations[axis] ?? 1));
  const ends = starts.map((start, axis) => start + (window.strides[axis] ?? 1) * ((window.positions[axis] ?? 1) - 1) + 1);
  const after = afterOf(window);
  const isWhole = ends.every(
    (end, axis) => starts[axis] === 0 && end === (window.sizes[axis] ?? 1) + (window.before[axis] ?? 0) + (after[axis] ?? 0),
  );
  if (isWhole && window.strides.every((step) => step === 1)) return channelsLast;
  const axes = integers(window.sizes.map((_, axis) => axis + 1));
  return add('Slice', [channelsLast, integers(starts), integers(ends), axes, integers(window.strides)]);
}

/** All places of a kernel, the last axis fastest. */
function placesOf(kernel: readonly number[]): readonly (readonly number[])[] {
  return kernel.reduce<number[][]>((places, size) => places.flatMap((place) => [...Array(size).keys()].map((at) => [...place, at])), [[]]);
}

/** The wide side as pictures, the narrow one as kernels; strides and dilations change places, too. */
function swappedConvolution(context: RuleContext, sides: Sides): string {
  const { add, integers, shape } = context;
  const { narrow, weights, window, group } = sides;
  const axes = [...window.sizes.keys()].map((axis) => axis + 2);
  const batchInside = { perm: ints([1, 0, ...axes]) };
  const [outputs, channels] = [Number(shape(weights)[0]), Number(shape(weights)[1])]; // channels of one group
  const after = afterOf(window);
  const attributes: Readonly<Record<string, Attribute>> = {
    group: int(group),
    strides: ints(window.dilations),
    dilations: ints(window.strides),
    pads: ints([...window.before, ...after]),
  };
  const all = add('Conv', [batchBesideGroups(context, sides, channels), add('Transpose', [narrow], batchInside)], attributes);
  // Rows that no window reached leave places beyond the kernel.
  const beyond = window.sizes.some((size, axis) => {
    const covered =
      size + (window.before[axis] ?? 0) + (after[axis] ?? 0) - (window.strides[axis] ?? 1) * ((window.positions[axis] ?? 1) - 1);
    return Math.ceil(covered / (window.dilations[axis] ?? 1)) > (window.kernel[axis] ?? 1);
  });
  const kept = beyond ? add('Slice', [all, integers(axes.map(() => 0)), integers(window.kernel), integers(axes)]) : all;
  return channels === 1 ? add('Reshape', [kept, integers([outputs, 1, ...window.kernel])]) : add('Transpose', [kept], batchInside);
}

/** The wide side as `[C / group, group · N, ...]`: each group beside its part of the narrow one. */
function batchBesideGroups(context: RuleContext, { wide, window, group }: Sides, channels: number): string {
  const { add, integers } = context;
  if (group === 1) return add('Transpose', [wide], { perm: ints([1, 0, ...window.sizes.map((_, axis) => axis + 2)]) });
  const apart = add('Reshape', [wide, targetShape(context, ['batch', group, channels, ...window.sizes])]);
  const turned = add('Transpose', [apart], { perm: ints([2, 1, 0, ...window.sizes.map((_, axis) => axis + 3)]) });
  return add('Reshape', [turned, integers([channels, -1, ...window.sizes])]);
}
