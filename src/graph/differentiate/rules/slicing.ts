import type { Dimension } from '../../graph.ts';
import type { GradientRule, RuleContext } from '../gradient-rule.ts';
import { fixedSize, targetShape } from './fixed-size.ts';

/** The numbers of an input that is a constant. */
function numbersOf({ constant, input }: RuleContext, index: number): readonly number[] | undefined {
  const data = constant(input(index))?.data;
  return data === undefined ? undefined : Array.from(data as ArrayLike<number | bigint>, Number); // every element type
}

/** Slice: back to where it was taken from, with zeros around and, for steps beyond 1, between. */
export const slice: GradientRule = (context) => {
  const whole = context.shape(context.input(0));
  const [starts, axes = starts?.keys(), steps] = [numbersOf(context, 1), numbersOf(context, 3), numbersOf(context, 4)];
  if (starts === undefined || axes === undefined) return [];
  const positive = [...axes].map((axis) => (axis + whole.length) % whole.length);
  return [
    () => {
      const sizes = [...context.shape(context.output(0))];
      return positive.reduce((value, axis, index) => {
        const step = steps?.[index] ?? 1;
        if (step === 1 && sizes[axis] === whole[axis]) return value;
        const size = fixedSize(context, whole[axis], axis);
        const placed = placeAlong(context, value, sizes, { axis, step, size, start: startOf(starts[index] ?? 0, size, step) });
        sizes[axis] = size;
        return placed;
      }, context.gradient);
    },
  ];
};

/** Where a slice begins, counted from the front and within the axis. */
function startOf(start: number, size: number, step: number): number {
  return Math.min(Math.max(start < 0 ? start + size : start, 0), step < 0 ? size - 1 : size);
}

interface Placing {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly size: number;
}

/** Puts what lies along an axis at the places start, start + step, … of a longer one of zeros. */
function placeAlong(context: RuleContext, value: string, sizes: readonly Dimension[], { axis, start, step, size }: Placing): string {
  const { add, integers } = context;
  const taken = fixedSize(context, sizes[axis], axis);
  if (step === 1) return padAlong(context, value, sizes.length, axis, start, size - start - taken);
  const forward = step > 0 ? value : add('Slice', [value, integers([-1]), integers([-taken - 1]), integers([axis]), integers([-1])]);
  const stride = Math.abs(step);
  const first = step > 0 ? start : start - stride * (taken - 1);
  // Zeros after each, in an axis of their own that then becomes one with the first.
  const each = add('Unsqueeze', [forward, integers([axis + 1])]);
  const apart = padAlong(context, each, sizes.length + 1, axis + 1, 0, stride - 1);
  const joined = add('Reshape', [apart, targetShape(context, sizes.with(axis, stride * taken))]);
  return padAlong(context, joined, sizes.length, axis, first, size - first - stride * taken);
}

/** Zeros before and after, along one axis; a negative number takes away. */
function padAlong({ add, integers }: RuleContext, value: string, rank: number, axis: number, before: number, after: number): string {
  if (before === 0 && after === 0) return value;
  const pads = Array.from({ length: 2 * rank }, (_, side) => (side === axis ? before : side === axis + rank ? after : 0));
  return add('Pad', [value, integers(pads)]);
}

/** Pad with a constant: without what was added. Other modes have no rule. */
export const pad: GradientRule = (context) => {
  const { node, add, integers, gradient } = context;
  const mode = node.attributes['mode'];
  const pads = numbersOf(context, 1);
  if (pads === undefined || (mode?.type === 'string' && mode.value !== 'constant')) return [];
  return [() => add('Pad', [gradient, integers(pads.map((size) => -size))])];
};

/** Gather by constant indices. */
export const gather: GradientRule = (context) => {
  const { node, add, floats, integers, gradient, input, shape } = context;
  const whole = shape(input(0));
  const given = numbersOf(context, 1);
  const attribute = node.attributes['axis'];
  const axis = ((attribute?.type === 'int' ? attribute.value : 0) + whole.length) % whole.length;
  if (given === undefined) return [];
  return [
    () => {
      const size = fixedSize(context, whole[axis], axis);
      const indices = given.map((index) => (index + size) % size);
      // One axis of indices, whatever their shape.
      const flat = add('Reshape', [gradient, targetShape(context, whole.with(axis, indices.length))]);
      const from = Array.from({ length: size }, (_, place) => indices.indexOf(place));
      if (indices.every((place, at) => from[place] === at)) {
        // Each place was taken once at most: those that were not read from a row of zeros at the end.
        const padded = from.includes(-1) ? padAlong(context, flat, whole.length, axis, 0, 1) : flat;
        return add('Gather', [padded, integers(from.map((at) => (at === -1 ? indices.length : at)))], {
          axis: { type: 'int', value: axis },
        });
      }
      // A sum over the takings of each place: a matrix of ones and zeros.
      const [before, after] = [whole.slice(0, axis), whole.slice(axis + 1)];
      const rows = add('Reshape', [flat, groupedShape(context, before, indices.length, after)]);
      const matrix = new Float32Array(size * indices.length);
      for (const [at, place] of indices.entries()) matrix[place * indices.length + at] = 1;
      const sums = add('MatMul', [floats(matrix, [size, indices.length]), rows]);
      return add('Reshape', [sums, targetShape(context, whole)]);
    },
    undefined,
  ];
};

/** The shape [all before, middle, all after] of three axes, as a Reshape takes it. */
function groupedShape(context: RuleContext, before: readonly Dimension[], middle: number, after: readonly Dimension[]): string {
  const joined = (sizes: readonly Dimension[]): Dimension =>
    sizes.every((size) => typeof size === 'number') ? sizes.reduce((all, size) => all * size, 1) : sizes.join('*');
  return targetShape(context, [joined(before), middle, joined(after)]);
}
