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

/**
 * A convolution's gradient by its weights, in the form that ONNX Runtime runs fastest for its shape (decision 26).
 *
 * - Without groups: for each place of the kernel one matrix product, of the narrow side with what that place read.
 * - Each channel by itself: for each row of the kernel a product of all columns with all columns, channel by channel, of which
 *   the diagonals that the window joins are summed.
 * - Else: a convolution of the wide side with the narrow one, batch and channels of both having changed places.
 */
export function weightGradient(context: RuleContext, sides: Sides): string {
  const { window, group } = sides;
  const [outputs, channels] = weightChannels(context, sides);
  const places = window.kernel.reduce((all, size) => all * size, 1);
  if (group === 1 && (places === 1 || (channels >= fewestChannels && places <= mostShifts))) return shiftedProducts(context, sides);
  return channels === 1 && outputs === group ? rowProducts(context, sides) : swappedConvolution(context, sides);
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
  const channelsLast = padded(context, add('Transpose', [wide], { perm: ints([0, ...axes, 1]) }), 1, window);
  const products = mapShifts(context, channelsLast, 1, [...window.sizes.keys()], window, (read) =>
    add('Unsqueeze', [add('Gemm', [rows, add('Reshape', [read, integers([-1, channels])])]), integers([2])]),
  );
  return add('Reshape', [sideBySide(context, products, 2), shape]);
}

function isPointwise({ kernel, strides, before, sizes, positions }: Window): boolean {
  return kernel.every((size, axis) => size === 1 && strides[axis] === 1 && before[axis] === 0 && positions[axis] === sizes[axis]);
}

/** `[columns read, N · rows]` times `[N · rows, columns made]` for each row of the kernel and each channel. */
function rowProducts(context: RuleContext, { wide, narrow, window, group }: Sides): string {
  const { add, integers, floats } = context;
  const last = window.sizes.length - 1;
  const channelsFirst = { perm: ints([1, 0, ...window.sizes.map((_, axis) => axis + 2)]) };
  const [before = 0, size = 1, after = 0] = [window.before[last], window.sizes[last], afterOf(window)[last]];
  const [read, made, width] = [before + size + after, window.positions[last] ?? 1, window.kernel[last] ?? 1];
  const rows = add('Reshape', [add('Transpose', [narrow], channelsFirst), integers([group, -1, made])]);
  const turned = add('Transpose', [padded(context, wide, 2, window)], channelsFirst);
  // Which column of the kernel joins a column that is read with one that is made.
  const joins = new Float32Array(read * made * width);
  for (let place = 0; place < width; place++) {
    for (let column = 0; column < made; column++) {
      const from = column * (window.strides[last] ?? 1) + place * (window.dilations[last] ?? 1);
      joins[(from * made + column) * width + place] = 1;
    }
  }
  const diagonals = floats(joins, [read * made, width]);
  const sums = mapShifts(context, turned, 2, [...Array(last).keys()], window, (slice) => {
    const columns = add('Transpose', [add('Reshape', [slice, integers([group, -1, read])])], { perm: ints([0, 2, 1]) });
    return add('MatMul', [add('Reshape', [add('MatMul', [columns, rows]), integers([group, read * made])]), diagonals]);
  });
  return add('Reshape', [sideBySide(context, sums, 1), integers([group, 1, ...window.kernel])]);
}

function sideBySide({ add }: RuleContext, values: readonly string[], axis: number): string {
  return values.length === 1 ? (values[0] ?? '') : add('Concat', values, { axis: int(axis) });
}

/** Zeros around a value whose picture begins at some axis, as far as the window reads. */
function padded({ add, integers }: RuleContext, value: string, firstAxis: number, window: Window): string {
  const pads = [window.before, afterOf(window)].flatMap((sizes) =>
    Array.from({ length: sizes.length + 2 }, (_, axis) => sizes[axis - firstAxis] ?? 0),
  );
  return pads.every((size) => size === 0) ? value : add('Pad', [value, integers(pads)]);
}

/**
 * Makes something of what each place of the kernel reads over all positions of the window, the last axis fastest; one after the
 * other, so that one copy at a time is held.
 *
 * @param value Padded, its picture's axes beginning at `firstAxis`.
 * @param over The picture's axes to go along; what the others read is left whole.
 */
function mapShifts(
  { add, integers }: RuleContext,
  value: string,
  firstAxis: number,
  over: readonly number[],
  window: Window,
  make: (read: string) => string,
): readonly string[] {
  const places = over.reduce<number[][]>(
    (all, axis) => all.flatMap((place) => [...Array(window.kernel[axis] ?? 1).keys()].map((at) => [...place, at])),
    [[]],
  );
  const at = (of: readonly number[]): readonly number[] => over.map((axis) => of[axis] ?? 1);
  const [strides, dilations, positions] = [at(window.strides), at(window.dilations), at(window.positions)];
  const axes = integers(over.map((axis) => axis + firstAxis));
  return places.map((place) => {
    if (place.length === 0) return make(value);
    const starts = place.map((element, axis) => element * (dilations[axis] ?? 1));
    const ends = starts.map((start, axis) => start + (strides[axis] ?? 1) * ((positions[axis] ?? 1) - 1) + 1);
    return make(add('Slice', [value, integers(starts), integers(ends), axes, integers(strides)]));
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
