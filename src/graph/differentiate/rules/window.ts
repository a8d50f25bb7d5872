import { GraftError } from '../../../errors.ts';
import { intsOf } from '../../graph.ts';
import type { RuleContext } from '../gradient-rule.ts';

/** Where an operator's window goes, one number an axis of the picture. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Rows and columns added before the picture, whichever way the node says so. */
  readonly before: readonly number[];
  /** Sizes of what the window slides over, without padding. */
  readonly sizes: readonly number[];
  /** How often it stands. */
  readonly positions: readonly number[];
}

/**
 * The window of a convolution or a pool.
 *
 * @param wide The larger side: what a convolution reads and what a transposed one makes.
 * @param narrow The other.
 * @throws `GRAPH_INVALID` where the picture's size is free.
 */
export function windowOf({ node, shape }: RuleContext, wide: string, narrow: string, weights?: string): Window {
  const fixed = (value: string): number[] =>
    shape(value)
      .slice(2)
      .map((size) => {
        if (typeof size === 'number') return size;
        throw new GraftError('GRAPH_INVALID', `The gradient of "${node.name}" (${node.operator}) needs to know the size of "${value}".`, {
          hint: 'Give the network a fixed picture size first.',
        });
      });
  const [sizes, positions] = [fixed(wide), fixed(narrow)];
  const ones = sizes.map(() => 1);
  const kernel = intsOf(node, 'kernel_shape', weights === undefined ? ones : fixed(weights));
  const strides = intsOf(node, 'strides', ones);
  const dilations = intsOf(node, 'dilations', ones);
  const automatic = node.attributes['auto_pad'];
  const mode = automatic?.type === 'string' ? automatic.value : 'NOTSET';
  const pads = intsOf(
    node,
    'pads',
    ones.map(() => 0),
  );
  const before = sizes.map((size, axis) => {
    if (!mode.startsWith('SAME')) return mode === 'VALID' ? 0 : (pads[axis] ?? 0);
    const total = Math.max(0, reach({ kernel, strides, dilations, positions }, axis) - size);
    return mode === 'SAME_LOWER' ? Math.ceil(total / 2) : Math.floor(total / 2);
  });
  return { kernel, strides, dilations, before, sizes, positions };
}

/** How many rows or columns all of the window's positions cover together. */
export function reach(window: Pick<Window, 'kernel' | 'strides' | 'dilations' | 'positions'>, axis: number): number {
  const [kernel = 1, stride = 1] = [window.kernel[axis], window.strides[axis]];
  return stride * ((window.positions[axis] ?? 1) - 1) + (window.dilations[axis] ?? 1) * (kernel - 1) + 1;
}
