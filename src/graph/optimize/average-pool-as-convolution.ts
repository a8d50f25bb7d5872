import { tensor } from '../../tensor/tensor.ts';
import type { Dimension, Graph, Node } from '../graph.ts';
import { int, intOf, ints, intsOf, producers } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { inferShapes } from '../infer-shapes.ts';
import { readersOf } from '../readers-of.ts';

/**
 * Rewrites 8-bit 3x3 average pools of stride 1 as depthwise convolutions, which ONNX Runtime runs several times as fast.
 *
 * A window's sum times 1/(its size) is a convolution with ones. At the borders, where TensorFlow divides by the number
 * of pixels that are really there, the result is multiplied by (window size / pixels there), kept exactly as a small
 * 8-bit mask. Away from the borders the numbers are the same to the bit; on a border the second rounding can differ by
 * one step, in a corner by two.
 */
export function averagePoolAsConvolution(graph: Graph): Graph {
  const makers = producers(graph);
  const shapes = inferShapes(graph);
  const readers = readersOf(graph.nodes);

  const builder = new GraphBuilder();
  for (const input of graph.inputs) builder.input(input);
  for (const [name, value] of graph.constants) builder.constant(name, value);
  for (const node of graph.nodes) {
    const [input = ''] = node.inputs;
    const [output = ''] = node.outputs;
    const quantize = readers.get(output)?.[0];
    const [, channels, height, width] = shapes.get(input) ?? [];
    const rewritable =
      node.operator === 'AveragePool' &&
      isPaddedMean(node) &&
      makers.get(input)?.operator === 'DequantizeLinear' &&
      quantize?.operator === 'QuantizeLinear' &&
      [channels, height, width].every((size) => typeof size === 'number' && size >= 1 && size <= largestSide);
    if (rewritable && quantize !== undefined) rewrite(builder, node, quantize, [channels, height, width]);
    else builder.append(node);
  }
  return builder.finish(graph.name, graph.outputs, graph.metadata);
}

/** Far above any map that a network pools; a file that claims more gets no mask of that size. */
const largestSide = 4096;

function isPaddedMean(node: Node): boolean {
  const kernel = intsOf(node, 'kernel_shape', []);
  const pads = intsOf(node, 'pads', []);
  // 3x3 alone: for it the border's mask is exact in quarters, and it is the window that networks have.
  const centred = kernel.length === 2 && [...kernel, ...kernel].every((size, side) => size === 3 && pads[side] === 1);
  return centred && intsOf(node, 'strides', [1, 1]).every((step) => step === 1) && intOf(node, 'count_include_pad', 0) === 0;
}

function rewrite(builder: GraphBuilder, node: Node, quantize: Node, size: readonly (Dimension | undefined)[]): void {
  const [channels, height, width] = size.map(Number) as [number, number, number]; // checked by the caller
  const [kernelHeight = 1, kernelWidth = 1] = intsOf(node, 'kernel_shape', []);
  const [, scale = '', zeroPoint = ''] = quantize.inputs;
  const [name] = node.outputs as [string];
  const constants = shared(builder, channels, kernelHeight, kernelWidth, height, width);
  const attributes = {
    kernel_shape: ints([kernelHeight, kernelWidth]),
    pads: ints(intsOf(node, 'pads', [])),
    group: int(channels),
  };
  const sum = builder.add('Conv', [node.inputs[0] ?? '', constants.weights], { as: `${name}:sum`, attributes });
  const stored = builder.add('QuantizeLinear', [sum, scale, zeroPoint], { as: `${name}:sum:quantized` });
  const mean = builder.add('DequantizeLinear', [stored, scale, zeroPoint], { as: `${name}:sum:mean` });
  builder.add('Mul', [mean, constants.mask], { as: name });
}

/** The ones and the border mask, made once for each size that occurs. */
function shared(
  builder: GraphBuilder,
  channels: number,
  kernelHeight: number,
  kernelWidth: number,
  height: number,
  width: number,
): { weights: string; mask: string } {
  const window = kernelHeight * kernelWidth;
  const weights = `mean_${kernelHeight}x${kernelWidth}x${channels}`;
  if (!builder.has(weights)) {
    const ones = builder.constant(
      `${weights}:stored`,
      tensor('int8', [channels, 1, kernelHeight, kernelWidth], new Int8Array(channels * window).fill(1)),
    );
    const scale = builder.constant(`${weights}:scale`, tensor('float32', [channels], new Float32Array(channels).fill(1 / window)));
    const zero = builder.constant(`${weights}:zero_point`, tensor('int8', [channels], new Int8Array(channels)));
    builder.add('DequantizeLinear', [ones, scale, zero], { as: weights, attributes: { axis: int(0) } });
  }
  const mask = `border_${kernelHeight}x${kernelWidth}_${height}x${width}`;
  if (!builder.has(mask)) {
    // Pixels there, in one axis: the window less what hangs over. Its product of two axes divides window·4 for a 3x3 window.
    const there = (at: number, size: number, kernel: number): number =>
      Math.min(at, (kernel - 1) / 2) + Math.min(size - 1 - at, (kernel - 1) / 2) + 1;
    const values = new Uint8Array(height * width);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++)
        values[y * width + x] = Math.round((4 * window) / (there(y, height, kernelHeight) * there(x, width, kernelWidth)));
    }
    const stored = builder.constant(`${mask}:stored`, tensor('uint8', [1, 1, height, width], values));
    const scale = builder.constant(`${mask}:scale`, tensor('float32', [], Float32Array.of(0.25)));
    const zero = builder.constant(`${mask}:zero_point`, tensor('uint8', [], Uint8Array.of(0)));
    builder.add('DequantizeLinear', [stored, scale, zero], { as: mask });
  }
  return { weights, mask };
}
