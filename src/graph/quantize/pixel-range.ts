import { type Graph, type Node, producers } from '../graph.ts';
import type { Range } from '../optimize/float-range.ts';

/**
 * What a value that is computed from the pixels alone can be, all three channels together: pixels are 0 to 255, whatever the photo.
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
  let channels: readonly (readonly number[])[] = [0, 1, 2].map(() => [0, 255]);
  for (const node of way.toReversed()) {
    if (passing.has(node.operator)) continue;
    const step = arithmetic[node.operator];
    const position = node.inputs.findIndex((name) => graph.constants.has(name));
    const constant = graph.constants.get(node.inputs[position] ?? '');
    const size = constant?.data.length;
    if (step === undefined || node.inputs.length !== 2 || constant?.dtype !== 'float32' || (size !== 1 && size !== 3)) return undefined;
    // Each step is monotonic in the pixel, so the ends stay ends, whichever way round.
    channels = channels.map((ends, channel) => {
      const by = constant.data[size === 1 ? 0 : channel] ?? Number.NaN;
      return ends.map((end) => (position === 1 ? step(end, by) : step(by, end)));
    });
  }
  const [low, high] = [Math.min(...channels.flat()), Math.max(...channels.flat())];
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : undefined;
}

/** Operators that leave numbers as they are; Gather is what turns the order of the three channels round. */
const passing = new Set(['Cast', 'Gather', 'Identity', 'Transpose']);

/** Normalizing a pixel takes five operators or so. */
const longestWay = 16;

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
};
