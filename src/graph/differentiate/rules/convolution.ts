import { int, intOf, ints } from '../../graph.ts';
import type { GradientRule, RuleContext } from '../gradient-rule.ts';
import { channelSums } from './channel-sums.ts';
import { spreadAttributes } from './spread.ts';
import { weightGradient } from './weight-gradient.ts';
import { type Window, windowOf } from './window.ts';

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
    () => inputGradient(context, window, group),
    () => weightGradient(context, { wide: x, narrow: context.gradient, weights, window, group }),
    () => channelSums(context, context.gradient),
  ];
};

/**
 * The transposed convolution or, for stride 1, the convolution with turned weights that is the same and that ONNX Runtime runs
 * faster (decision 26).
 */
function inputGradient(context: RuleContext, window: Window, group: number): string {
  const { add, gradient, input } = context;
  const ends = window.sizes.map((_, axis) => {
    const over = (window.dilations[axis] ?? 1) * ((window.kernel[axis] ?? 1) - 1);
    const before = over - (window.before[axis] ?? 0);
    return { before, after: (window.sizes[axis] ?? 1) + over - (window.positions[axis] ?? 1) - before };
  });
  const turns = window.strides.every((step) => step === 1) && ends.every(({ before, after }) => before >= 0 && after >= 0);
  if (!turns) return add('ConvTranspose', [gradient, input(1)], spreadAttributes(window, group));
  return add('Conv', [gradient, turnedWeights(context, window, group)], {
    group: int(group),
    dilations: ints(window.dilations),
    pads: ints([...ends.map(({ before }) => before), ...ends.map(({ after }) => after)]),
  });
}

/** Weights `[O, C / group, ...]` as `[C, O / group, ...]`, the window turned round. */
function turnedWeights({ add, integers, input, shape }: RuleContext, { kernel }: Window, group: number): string {
  const [outputs, channels] = [Number(shape(input(1))[0]), Number(shape(input(1))[1])];
  const axes = kernel.map((_, axis) => axis + 2);
  const swapped = (): string => {
    if (group === 1) return add('Transpose', [input(1)], { perm: ints([1, 0, ...axes]) });
    const apart = add('Reshape', [input(1), integers([group, outputs / group, channels, ...kernel])]);
    const inside = add('Transpose', [apart], { perm: ints([0, 2, 1, ...axes.map((axis) => axis + 1)]) });
    return add('Reshape', [inside, integers([channels * group, outputs / group, ...kernel])]);
  };
  const weights = outputs === group && channels === 1 ? input(1) : swapped();
  const long = axes.filter((_, axis) => (kernel[axis] ?? 1) > 1);
  if (long.length === 0) return weights;
  const [last, beforeFirst] = [integers(long.map(() => -1)), integers(long.map((axis) => -1 - (kernel[axis - 2] ?? 1)))];
  return add('Slice', [weights, last, beforeFirst, integers(long), last]);
}

/**
 * ConvTranspose: x `[N, C, ...]`, weights `[C, O / group, ...]`: what Conv does backwards, forwards; so by x it is the
 * convolution, and by the weights the same as there, with the two sides in each other's place.
 */
export const transposedConvolution: GradientRule = (context) => {
  const { node, add, gradient, input, output } = context;
  const [x, weights] = [input(0), input(1)];
  if (node.attributes['auto_pad'] !== undefined || node.attributes['output_shape'] !== undefined) return [];
  const window = windowOf(context, output(0), x, weights);
  const group = intOf(node, 'group', 1);
  const { output_padding: _, ...attributes } = node.attributes;
  return [
    () => add('Conv', [gradient, weights], attributes),
    () => weightGradient(context, { wide: gradient, narrow: x, weights, window, group }),
    () => channelSums(context, gradient),
  ];
};
