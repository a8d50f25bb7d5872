import { type Attribute, int, ints } from '../../graph.ts';
import { reach, type Window } from './window.ts';

/**
 * The attributes of the ConvTranspose that spreads what a window read back over where it read: the transposed linear map,
 * so its output has exactly the picture's size.
 */
export function spreadAttributes(window: Window, group: number): Readonly<Record<string, Attribute>> {
  const left = window.sizes.map((size, axis) => reach(window, axis) - (window.before[axis] ?? 0) - size);
  return {
    group: int(group),
    kernel_shape: ints(window.kernel),
    strides: ints(window.strides),
    dilations: ints(window.dilations),
    pads: ints([...window.before, ...left.map((over) => Math.max(0, over))]),
    // Where the last window does not reach the end.
    output_padding: ints(left.map((over) => Math.max(0, -over))),
  };
}
