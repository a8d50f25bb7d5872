import { GraftError } from '../../errors.ts';
import type { Graph } from '../../graph/graph.ts';
import { intsOf } from '../../graph/graph.ts';

/** The picture as a network's first layer reads it: scale · pixel + bias. */
export interface ScaledPicture {
  /** The graph's value that this is: [batch, channels, height, width]. */
  readonly value: string;
  readonly scale: number;
  /** The same for red, green and blue. */
  readonly bias: number;
}

/**
 * Finds what a network does to its pixels before the first layer: the order of axes and arithmetic with single numbers,
 * which Core ML does while it brings the picture in.
 *
 * @throws `UNSUPPORTED_OPERATOR` where the pixels are read by something else first
 */
export function scaledPicture(graph: Graph): ScaledPicture {
  const [input] = graph.inputs;
  let [value, scale, bias, transposed] = [input?.name ?? '', 1, 0, false];
  for (;;) {
    const readers = graph.nodes.filter((node) => node.inputs.includes(value));
    const [node] = readers;
    if (node === undefined || readers.length > 1) break;
    const other = node.inputs.find((name) => name !== value) ?? '';
    const constant = graph.constants.get(other);
    const number = constant?.data.length === 1 ? Number(constant.data[0]) : undefined;
    const first = node.inputs[0] === value;
    if (node.operator === 'Transpose' && intsOf(node, 'perm', []).join() === '0,3,1,2') transposed = true;
    else if (node.operator === 'Cast') bias += 0;
    else if (number === undefined) break;
    else if (node.operator === 'Mul') [scale, bias] = [scale * number, bias * number];
    else if (node.operator === 'Div' && first) [scale, bias] = [scale / number, bias / number];
    else if (node.operator === 'Add') bias += number;
    else if (node.operator === 'Sub' && first) bias -= number;
    else break;
    value = node.outputs[0] ?? '';
  }
  if (transposed) return { value, scale, bias };
  throw new GraftError('UNSUPPORTED_OPERATOR', `The network "${graph.name}" does not begin with a picture whose channels come last.`, {
    hint: 'Export with --to onnx.',
  });
}
