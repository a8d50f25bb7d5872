import { type DType, elementCount, type Tensor } from '../../tensor/tensor.ts';
import type { Graph, Node } from '../graph.ts';
import { type PixelRange, pixelRanges } from './pixel-range.ts';

/**
 * The range that a network's picture must have, where the network itself tells: it reads whole numbers, or its first steps
 * bring pixels to a common spread (a mean subtracted, divided by 255 …).
 *
 * @returns undefined where it begins with a convolution, whose weights tell nothing of the range.
 */
export function knownRange(graph: Graph, input: string, dtype: DType): { readonly range: PixelRange; readonly how: string } | undefined {
  if (dtype !== 'float32' && dtype !== 'float64') return { range: pixelRanges['0..255'], how: 'the network reads whole numbers' };
  const first = firstSteps(graph, input);
  if (first === undefined) return undefined;
  const { scale, offset } = first;
  // Made for 0 … 255: divided by a lot, or a mean of that size subtracted. Made for 0 … 1: a mean below 1 subtracted.
  if (Math.abs(scale) <= 0.1 || Math.abs(offset / scale) >= 20)
    return { range: pixelRanges['0..255'], how: 'the network itself scales pixels' };
  if (scale >= 0.5 && offset < 0 && -offset <= scale)
    return { range: pixelRanges['0..1'], how: 'the network itself normalizes numbers of 0 to 1' };
  return undefined;
}

/** Normalizing takes four steps at most: a cast, a division by 255, a mean, a deviation. */
const mostSteps = 16;

/** The line that a network's first steps draw: scale · x + offset, of the first channel. */
function firstSteps(graph: Graph, input: string): { readonly scale: number; readonly offset: number } | undefined {
  let [scale, offset, steps, value] = [1, 0, 0, input];
  for (let walked = 0; walked < mostSteps; walked++) {
    const readers = graph.nodes.filter((node) => node.inputs.includes(value) && node.operator !== 'Shape');
    const [node, ...others] = readers;
    const next = node === undefined || others.length > 0 ? undefined : step(node, value, graph.constants);
    if (node === undefined || next === undefined) return steps > 0 ? { scale, offset } : undefined;
    [scale, offset] = [scale * next.scale, offset * next.scale + next.offset];
    if (next.scale !== 1 || next.offset !== 0) steps++;
    value = node.outputs[0] ?? '';
  }
  return undefined;
}

function step(
  { operator, inputs }: Node,
  value: string,
  constants: ReadonlyMap<string, Tensor>,
): { scale: number; offset: number } | undefined {
  if (operator === 'Cast' || operator === 'Transpose') return { scale: 1, offset: 0 };
  const first = inputs[0] === value;
  const other = constants.get(inputs[first ? 1 : 0] ?? '');
  if (other === undefined || elementCount(other.shape) > 4) return undefined;
  const x = Number(other.data[0]);
  if (operator === 'Add') return { scale: 1, offset: x };
  if (operator === 'Mul') return { scale: x, offset: 0 };
  if (operator === 'Sub') return first ? { scale: 1, offset: -x } : { scale: -1, offset: x };
  if (operator === 'Div' && first) return { scale: 1 / x, offset: 0 };
  return undefined;
}
