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

/** Below this many channels a product is too thin to be worth its copy of the picture. */
const fewestChannels = 16;
/** More products than this make too many nodes; such windows are those of patches, which read a picture's three channels. */
const mostShifts = 49;
/** A sum a place of the kernel pays for small kernels alone. */
const mostShiftedSums = 9;

/**
 * A convolution's gradient by its weights, in the form that ONNX Runtime runs fastest for its shape (decision 26).
 *
 * - Without groups: for each place of the kernel one matrix product, of the narrow side with what that place read.
 * - Each channel by itself, small kernels: for each place the sum of the narrow side times what that place read.
 * - Else: a convolution of the wide side with the narrow one, batch and channels of both having changed places.
 */
export function weightGradient(context: RuleContext, sides: Sides): string {
  const { window, group } = sides;
  const [outputs, channels] = weightChannels(context, sides);
  const places = window.kernel.reduce((all, size) => all * size, 1);
  if (group === 1 && (places === 1 || (channels >= fewestChannels && places <= mostShifts))) return shiftedProducts(context, sides);
  const isDepthwise = channels === 1 && outputs === group;
  const dense = window.strides.every((step) => step === 1);
  return isDepthwise && dense && places <= mostShiftedSums ? shiftedSums(context, sides) : swappedConvolution(context, sides);
}

/** How many channels the narrow side has, and one group of the wide side. */
function weightChannels({ shape }: RuleContext, { weights }: Sides): readonly [outputs: number, channels: number] {
  return [Number(shape(weights)[0]), Number(shape(weights)[1])];
}

/** `[O, N · positions]` times `[N · positions, C]` for each place, then side by side. */
function shiftedProducts(context: RuleContext, sides: Sides): string {
  const { add, integers } = context;
  const { wide, narrow, window } = sides;
  const [outputs, channels] = weightChannels(context, sides);
  const axes = window.sizes.map((_, axis) => axis + 2);
  const channelRows = (value: string, count: number): string =>
    add('Reshape', [add('Transpose', [value], { perm: ints([1, 0, ...axes]) }), integers([count, -1])]);
  const rows = channelRows(narrow, outputs);
  const shape = integers([outputs, channels, ...window.kernel]);
  if (isPointwise(window)) return add('Reshape', [add('Gemm', [rows, channelRows(wide, channels)], { transB: int(1) }), shape]);
  const channelsLast = add('Transpose', [wide], { perm: ints([0, ...axes, 1]) });
  const products = shifts(context, channelsLast, 1, window).map((read) =>
    add('Unsqueeze', [add('Gemm', [rows, add('Reshape', [read, integers([-1, channels])])]), integers([2])]),
  );
  return add('Reshape', [add('Concat', products, { axis: int(2) }), shape]);
}

function isPointwise({ kernel, strides, before, sizes, positions }: Window): boolean {
  return kernel.every((size, axis) => size === 1 && strides[axis] === 1 && before[axis] === 0 && positions[axis] === sizes[axis]);
}

/** For each place the sum over batch and positions, channel by channel. */
function shiftedSums(context: RuleContext, { wide, narrow, window, group }: Sides): string {
  const { add, integers } = context;
  const overAll = integers([0, ...window.sizes.map((_, axis) => axis + 2)]);
  const sums = shifts(context, wide, 2, window).map((read) =>
    add('Unsqueeze', [add('ReduceSum', [add('Mul', [read, narrow]), overAll], { keepdims: int(0) }), integers([1])]),
  );
  return add('Reshape', [add('Concat', sums, { axis: int(1) }), integers([group, 1, ...window.kernel])]);
}

/** What each place of the kernel reads over all positions of the window, the kernel's last axis fastest. */
function shifts({ add, integers }: RuleContext, wide: string, firstAxis: number, window: Window): readonly string[] {
  const rank = window.sizes.length;
  const axes = [...Array(rank).keys()].map((axis) => axis + firstAxis);
  const sides = [window.before, afterOf(window)].map((sizes) =>
    Array.from({ length: rank + 2 }, (_, axis) => sizes[axis - firstAxis] ?? 0),
  );
  const padded = sides.flat().every((size) => size === 0) ? wide : add('Pad', [wide, integers(sides.flat())]);
  const places = window.kernel.reduce<number[][]>(
    (all, size) => all.flatMap((place) => [...Array(size).keys()].map((at) => [...place, at])),
    [[]],
  );
  return places.map((place) => {
    const starts = place.map((at, axis) => at * (window.dilations[axis] ?? 1));
    const ends = starts.map((start, axis) => start + (window.strides[axis] ?? 1) * ((window.positions[axis] ?? 1) - 1) + 1);
    return add('Slice', [padded, integers(starts), integers(ends), integers(axes), integers(window.strides)]);
  });
}

/** Rows and columns behind the picture that some window reads. */
function afterOf(window: Window): readonly number[] {
  return window.sizes.map((size, axis) => Math.max(0, reach(window, axis) - (window.before[axis] ?? 0) - size));
}

/** The wide side as pictures, the narrow one as kernels; strides and dilations change places, too. */
function swappedConvolution(context: RuleContext, sides: Sides): string {
  const { add, integers } = context;
  const { narrow, window, group } = sides;
  const axes = [...window.sizes.keys()].map((axis) => axis + 2);
  const batchInside = { perm: ints([1, 0, ...axes]) };
  const [outputs, channels] = weightChannels(context, sides);
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
