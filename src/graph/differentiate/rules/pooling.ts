import { GraftError } from '../../../errors.ts';
import { type Attribute, int, intOf, ints, type Node } from '../../graph.ts';
import type { GradientRule, RuleContext } from '../gradient-rule.ts';
import { reshapeLike } from './reshape-like.ts';
import { spreadAttributes } from './spread.ts';
import { type Window, windowOf } from './window.ts';

/** MaxPool, told to say where it found each maximum: the gradient goes there. */
export function maxPoolWithIndices(node: Node): Node {
  if (intOf(node, 'storage_order', 0) !== 0) {
    throw new GraftError('UNSUPPORTED_OPERATOR', `Graft has no gradient of a MaxPool that counts by columns ("${node.name}").`, {
      hint: 'Train from a cut after it.',
    });
  }
  const [output = '', indices = ''] = node.outputs;
  return { ...node, outputs: [output, indices === '' ? `${output}:indices` : indices] };
}

/** MaxPool: the gradient goes to where each maximum was found; windows that overlap add up. */
export const maxPool: GradientRule = (context) => {
  const { add, integers, gradient, input, output } = context;
  return [
    () => {
      const flat = integers([-1]);
      const zeros = add('ConstantOfShape', [add('Reshape', [add('Size', [input(0)]), flat])]);
      const [places, values] = [output(1), gradient].map((value) => add('Reshape', [value, flat]));
      const scattered = add('ScatterElements', [zeros, places ?? '', values ?? ''], {
        axis: int(0),
        reduction: { type: 'string', value: 'add' },
      });
      return reshapeLike(context, scattered, input(0));
    },
  ];
};

/** AveragePool: each mean's gradient, divided by how many it was the mean of, spread over its window. */
export const averagePool: GradientRule = (context) => {
  const window = windowOf(context, context.input(0), context.output(0));
  return [() => (isCentred(window) ? poolBack(context, window) : spreadBack(context, window))];
};

/** Stride 1: the windows that a pixel was in are a window around it, so it is an average pool again. */
function isCentred({ kernel, strides, before, sizes, positions }: Window): boolean {
  return kernel.every(
    (size, axis) =>
      strides[axis] === 1 &&
      (before[axis] ?? 0) < size &&
      afterStrideOne({ kernel, before, sizes, positions }, axis) >= 0 &&
      afterStrideOne({ kernel, before, sizes, positions }, axis) < size,
  );
}

/** The padding at the end, of a window of stride 1. */
function afterStrideOne({ kernel, before, sizes, positions }: Pick<Window, 'kernel' | 'before' | 'sizes' | 'positions'>, axis: number) {
  return (positions[axis] ?? 1) + (kernel[axis] ?? 1) - 1 - (before[axis] ?? 0) - (sizes[axis] ?? 1);
}

function poolBack(context: RuleContext, window: Window): string {
  const area = window.kernel.reduce((all, size) => all * size, 1);
  const counts = countsOf(context, window);
  const even = counts.every((count) => count === area);
  const share = even
    ? context.gradient
    : context.add('Mul', [
        context.gradient,
        context.floats(
          counts.map((count) => area / count),
          [1, 1, ...window.positions],
        ),
      ]);
  const before = window.kernel.map((size, axis) => size - 1 - (window.before[axis] ?? 0));
  const after = window.kernel.map((size, axis) => size - 1 - afterStrideOne(window, axis));
  return context.add('AveragePool', [share], {
    kernel_shape: ints(window.kernel),
    pads: ints([...before, ...after]),
    count_include_pad: int(1),
  });
}

function spreadBack(context: RuleContext, window: Window): string {
  const { add, integers, filled, floats, gradient } = context;
  const share = add('Mul', [
    gradient,
    floats(
      countsOf(context, window).map((count) => 1 / count),
      [1, 1, ...window.positions],
    ),
  ]);
  // A picture a channel: the same window goes over all of them.
  const apart = add('Reshape', [share, integers([-1, 1, ...window.positions])]);
  const attributes: Readonly<Record<string, Attribute>> = spreadAttributes(window, 1);
  return reshapeLike(context, add('ConvTranspose', [apart, filled(1, [1, 1, ...window.kernel])], attributes), context.input(0));
}

/** How many pixels each position's mean is of. */
function countsOf({ node }: RuleContext, window: Window): Float32Array {
  const withPadding = intOf(node, 'count_include_pad', 0) === 1;
  const counts = window.positions.map((positions, axis) => {
    const [kernel = 1, stride = 1, before = 0, size = 1] = [window.kernel, window.strides, window.before, window.sizes].map(
      (of) => of[axis],
    );
    return Array.from({ length: positions }, (_, at) => {
      const from = at * stride - before;
      return withPadding ? kernel : Math.min(from + kernel, size) - Math.max(from, 0);
    });
  });
  const products = counts.reduce((all, axis) => all.flatMap((outer) => axis.map((count) => outer * count)), [1]);
  return Float32Array.from(products);
}

/** GlobalAveragePool `[N, C, ...]` -> `[N, C, 1, ...]`: the same share for every pixel. */
export const globalAveragePool: GradientRule = (context) => {
  const [x] = [context.input(0)];
  const { sizes } = windowOf(context, x, x);
  const area = sizes.reduce((all, size) => all * size, 1);
  return [() => context.add('Mul', [context.gradient, context.filled(1 / area, [1, 1, ...sizes])])];
};
