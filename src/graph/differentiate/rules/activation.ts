import { int } from '../../graph.ts';
import type { GradientRule } from '../gradient-rule.ts';

/** ONNX's number for float32 in a Cast. */
const float32 = 1;

/** y = max(x, 0). At 0, where there is a corner, the slope is 0, as everywhere in the field. */
export const relu: GradientRule = ({ add, gradient, output, filled }) => [
  () => add('Mul', [gradient, add('Cast', [add('Greater', [output(0), filled(0)])], { to: int(float32) })]),
];

/** y = min(max(x, least), greatest); the bounds, where they are given, are not differentiated by. At a bound the slope is 0. */
export const clip: GradientRule = ({ add, gradient, input, output }) => [
  () => {
    const inside = [
      ...(input(1) === '' ? [] : [add('Greater', [output(0), input(1)])]),
      ...(input(2) === '' ? [] : [add('Less', [output(0), input(2)])]),
    ];
    const [first, second] = inside;
    if (first === undefined) return gradient;
    const mask = second === undefined ? first : add('And', [first, second]);
    return add('Mul', [gradient, add('Cast', [mask], { to: int(float32) })]);
  },
];
