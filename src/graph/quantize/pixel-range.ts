import { type Graph, type Node, producers } from '../graph.ts';
import type { Range } from '../optimize/float-range.ts';

/**
 * What a value that is computed from the pixels alone, channel by channel, can be: pixels are 0 to 255, whatever the photo.
 *
 * @returns undefined where the value is not the pixels taken through Transpose, Cast and arithmetic with constants.
 */
export function pixelRange(graph: Graph, value: string): Range | undefined {
  const [input, ...others] = graph.inputs;
  if (input?.dtype !== 'uint8' || others.length > 0) return undefined;
  const makers = producers(graph);
  const way: Node[] = [];
  for (let name = value; name !== input.name; ) {
    const node = makers.get(name);
    if (node === undefined || way.length > longestWay) return undefined;
    way.push(node);
    name = node.inputs.find((each) => !graph.constants.has(each)) ?? '';
  }
  let ends: readonly number[] = [0, 255];
  for (const node of way.toReversed()) {
    const step = arithmetic[node.operator];
    if (node.operator === 'Transpose' || node.operator === 'Cast' || node.operator === 'Identity') continue;
    const position = node.inputs.findIndex((name) => graph.constants.has(name));
    const constant = graph.constants.get(node.inputs[position] ?? '');
    if (step === undefined || node.inputs.length !== 2 || constant?.dtype !== 'float32' || constant.data.length > 3) return undefined;
    // Each step is monotonic in the pixel, so the ends stay ends, whichever way round; channels are taken together.
    ends = ends.flatMap((end) => Array.from(constant.data, (by) => (position === 1 ? step(end, by) : step(by, end))));
    ends = [Math.min(...ends), Math.max(...ends)];
  }
  const [low = Number.NaN, high = Number.NaN] = ends;
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : undefined;
}

/** Normalizing a pixel takes five operators or so. */
const longestWay = 16;

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
};
