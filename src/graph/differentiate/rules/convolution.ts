import { int, intOf, ints } from '../../graph.ts';
import type { GradientRule, RuleContext } from '../gradient-rule.ts';
import { spreadAttributes } from './spread.ts';
import { reach, type Window, windowOf } from './window.ts';

/**
 * Conv: x `[N, C, ...]`, weights `[O, C / group, ...]`, bias `[O]`.
 *
 * By x: the transposed convolution. By the weights: a convolution of x with the gradient, where batch and channels have
 * changed places, and strides and dilations too. By the bias: the sum over everything but the channels.
 */
export const convolution: GradientRule = (context) => {
  const [x, weights] = [context.input(0), context.input(1)];
  const window = windowOf(context, x, context.output(0), weights);
  const group = intOf(context.node, 'group', 1);
  return [
    () => context.add('ConvTranspose', [context.gradient, weights], spreadAttributes(window, group)),
    () => weightGradient(context, window, group),
    () => channelSums(context),
  ];
};

/** The sum of the gradient over everything but the channels. */
function channelSums({ add, integers, gradient, shape, output }: RuleContext): string {
  const axes = [...shape(output(0)).keys()].filter((axis) => axis !== 1);
  return add('ReduceSum', [gradient, integers(axes)], { keepdims: int(0) });
}

function weightGradient(context: RuleContext, window: Window, group: number): string {
  const { add, integers, shape } = context;
  const axes = [...window.sizes.keys()].map((axis) => axis + 2);
  const batchLast = ints([1, 0, ...axes]);
  const channels = Number(shape(context.input(1))[1]); // of one group
  const outputs = Number(shape(context.input(1))[0]);
  // [N, C, ...] -> [C, N, ...]; with groups -> [C / group, group · N, ...], each group beside its part of the gradient.
  const pictures =
    group === 1 ? add('Transpose', [context.input(0)], { perm: batchLast }) : groupsBesideBatch(context, window, group, channels);
  const gradients = add('Transpose', [context.gradient], { perm: batchLast });
  const after = window.sizes.map((size, axis) => Math.max(0, reach(window, axis) - (window.before[axis] ?? 0) - size));
  const all = add('Conv', [pictures, gradients], {
    group: int(group),
    strides: ints(window.dilations),
    dilations: ints(window.strides),
    pads: ints([...window.before, ...after]),
  });
  // Rows that no window reached leave places beyond the kernel.
  const over = window.sizes.map((size, axis) => {
    const padded = size + (window.before[axis] ?? 0) + (after[axis] ?? 0);
    const made =
      Math.floor((padded - (window.strides[axis] ?? 1) * ((window.positions[axis] ?? 1) - 1) - 1) / (window.dilations[axis] ?? 1)) + 1;
    return made - (window.kernel[axis] ?? 1);
  });
  const kept = over.every((places) => places === 0)
    ? all
    : add('Slice', [all, integers(axes.map(() => 0)), integers(window.kernel), integers(axes)]);
  return channels === 1 ? add('Reshape', [kept, integers([outputs, 1, ...window.kernel])]) : add('Transpose', [kept], { perm: batchLast });
}

function groupsBesideBatch({ add, integers, input }: RuleContext, window: Window, group: number, channels: number): string {
  const axes = [...window.sizes.keys()].map((axis) => axis + 3);
  const apart = add('Reshape', [input(0), integers([-1, group, channels, ...window.sizes])]);
  const turned = add('Transpose', [apart], { perm: ints([2, 1, 0, ...axes]) });
  return add('Reshape', [turned, integers([channels, -1, ...window.sizes])]);
}
