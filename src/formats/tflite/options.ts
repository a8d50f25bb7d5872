import { GraftError } from '../../errors.ts';
import type { Attribute } from '../../graph/graph.ts';
import { int, ints, string } from '../../graph/graph.ts';
import type { OperatorOptions } from './operator-options.ts';

/** An activation that TensorFlow Lite fuses into the operator before it. */
export type Activation = 'none' | 'relu' | 'relu_n1_to_1' | 'relu6';

const activations: readonly Activation[] = ['none', 'relu', 'relu_n1_to_1', 'relu6'];

/** The fused activation in an operator's options. @throws `UNSUPPORTED_OPERATOR` for those that vision networks do not use. */
export function activationOf(options: OperatorOptions): Activation {
  const code = options['activation'] ?? 0;
  const activation = activations[code];
  if (activation === undefined)
    throw new GraftError('UNSUPPORTED_OPERATOR', `An operator has the fused activation number ${code}, which Graft does not convert.`);
  return activation;
}

/** A window that slides over height and width. */
export interface Window {
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [height: number, width: number];
  readonly dilations: readonly [height: number, width: number];
  readonly padding: 'same' | 'valid';
}

/**
 * A window as ONNX attributes, with TensorFlow's padding.
 *
 * SAME pads so that the output has ceil(size / stride) positions, the odd pixel at the end: ONNX's SAME_UPPER. With a
 * stride of 1 the amount does not depend on the size, and plain numbers are what every runtime optimizes best.
 */
export function windowAttributes(window: Window): Record<string, Attribute> {
  const { kernel, strides, dilations, padding } = window;
  const attributes: Record<string, Attribute> = { kernel_shape: ints(kernel), strides: ints(strides) };
  if (dilations.some((step) => step !== 1)) attributes['dilations'] = ints(dilations);
  if (padding === 'valid') return { ...attributes, pads: ints([0, 0, 0, 0]) };
  if (strides.some((step) => step !== 1)) return { ...attributes, auto_pad: string('SAME_UPPER') };
  const total = kernel.map((size, axis) => (size - 1) * (dilations[axis] ?? 1));
  const before = total.map((amount) => Math.floor(amount / 2));
  const after = total.map((amount) => Math.ceil(amount / 2));
  return { ...attributes, pads: ints([...before, ...after]) };
}

/** The padding in an operator's options. */
export function paddingOf(options: OperatorOptions): Window['padding'] {
  return options['padding'] === 0 ? 'same' : 'valid';
}

/** How far a window moves, and how far apart its taps are; pools have no dilation. */
export function stepsOf(options: OperatorOptions): Pick<Window, 'strides' | 'dilations'> {
  return {
    strides: [options['strideHeight'] ?? 1, options['strideWidth'] ?? 1],
    dilations: [options['dilationHeight'] ?? 1, options['dilationWidth'] ?? 1],
  };
}

/** A `group` attribute where there is more than one. */
export function groupAttribute(groups: number): Record<string, Attribute> {
  return groups === 1 ? {} : { group: int(groups) };
}
