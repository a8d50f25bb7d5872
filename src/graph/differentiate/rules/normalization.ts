import { int, intOf, ints, type Node } from '../../graph.ts';
import type { GradientRule } from '../gradient-rule.ts';
import { channelSums } from './channel-sums.ts';
import { once } from './once.ts';
import { sumLike } from './sum-like.ts';

/**
 * BatchNormalization with frozen statistics: y = scale · (x - mean) / √(variance + epsilon) + bias, channel by channel.
 *
 * Mean and variance are numbers of the network, not of the batch, and not differentiated by; one that computes them from the
 * batch (`training_mode`) has no gradient here.
 */
export const batchNormalization: GradientRule = (context) => {
  const { node, add, filled, integers, gradient, input, shape } = context;
  if (intOf(node, 'training_mode', 0) === 1) return [];
  const epsilon = node.attributes['epsilon'];
  const pictureOnes = shape(input(0))
    .slice(2)
    .map(() => 1);
  const overChannels = (value: string): string => add('Reshape', [value, integers([1, -1, ...pictureOnes])]);
  const deviation = once(() => add('Sqrt', [add('Add', [input(4), filled(epsilon?.type === 'float' ? epsilon.value : 1e-5)])]));
  return [
    () => add('Mul', [gradient, overChannels(add('Div', [input(1), deviation()]))]),
    () => {
      const centred = add('Sub', [input(0), overChannels(input(3))]);
      return add('Div', [channelSums(context, add('Mul', [gradient, centred])), deviation()]);
    },
    () => channelSums(context, gradient),
  ];
};

/** LayerNormalization, told to give the mean and the inverse deviation that it computes. */
export function layerNormalizationWithStatistics(node: Node): Node {
  const [output = '', mean = '', inverse = ''] = node.outputs;
  return {
    ...node,
    outputs: [output, mean === '' ? `${output}:mean` : mean, inverse === '' ? `${output}:inverse_deviation` : inverse],
  };
}

/**
 * LayerNormalization: y = scale · n + bias, with n = (x - mean) / deviation over the last axes.
 *
 * With g = scale · dy: dx = (g - mean(g) - n · mean(g · n)) / deviation.
 *
 * Source: J. L. Ba, J. R. Kiros and G. E. Hinton, Layer Normalization (2016).
 */
export const layerNormalization: GradientRule = (context) => {
  const { node, add, gradient, input, output, shape } = context;
  const whole = shape(input(0));
  const first = (intOf(node, 'axis', -1) + whole.length) % whole.length;
  const axes = ints([...whole.keys()].slice(first));
  const mean = (value: string): string => add('ReduceMean', [value], { axes, keepdims: int(1) });
  const normalized = once(() => add('Mul', [add('Sub', [input(0), output(1)]), output(2)]));
  return [
    () => {
      const scaled = add('Mul', [gradient, input(1)]);
      const along = add('Mul', [normalized(), mean(add('Mul', [scaled, normalized()]))]);
      return add('Mul', [add('Sub', [add('Sub', [scaled, mean(scaled)]), along]), output(2)]);
    },
    () => sumLike(context, add('Mul', [gradient, normalized()]), whole, input(1)),
    () => sumLike(context, gradient, whole, input(2)),
  ];
};
