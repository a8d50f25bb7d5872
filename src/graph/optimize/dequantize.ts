import { elementCount, type Tensor, tensor } from '../../tensor/tensor.ts';
import { cut } from '../cut.ts';
import { type Graph, int, intOf, type Node, producers } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { readersOf } from '../readers-of.ts';
import { convolutionAsAveragePool } from './convolution-as-average-pool.ts';
import { floatRange, type Range, within } from './float-range.ts';

/** ONNX's number for float32 in a Cast. */
const float32 = 1;

/** What 8-bit tensors can hold. */
const stored: Readonly<Record<string, Range>> = { int8: { low: -128, high: 127 }, uint8: { low: 0, high: 255 } };

/**
 * The same network in real numbers: undoes the quantization that a graph writes as QuantizeLinear and DequantizeLinear.
 *
 * - Stored weights and biases become float32 constants.
 * - An activation is no longer rounded, but still clipped to what its 8 bits could hold: networks quantized in training
 *   leave a ReLU to a range that begins at 0, a ReLU6 to one that ends at 6. Where the values lie within the range
 *   anyway (pools, concatenations of what was clipped), nothing is left.
 * - Average pools that were written as convolutions are pools again (see `averagePoolAsConvolution`).
 * - 8-bit inputs stay as they are and are converted by arithmetic: (x - zero point) · scale.
 *
 * Activations keep their names, so that the network can be cut where it could. A graph without quantization comes back
 * with its input's conversion as the one change. What it computes differs by the rounding alone.
 *
 * Cost: linear in the weights, which take four times the room.
 */
export function dequantize(graph: Graph): Graph {
  const source = convolutionAsAveragePool(graph);
  const nodes = cut(source, source.outputs).nodes; // without the convolutions that became pools
  const makers = producers({ ...source, nodes });
  const readers = readersOf(nodes);
  const builder = new GraphBuilder();
  const ranges = new Map<string, Range>();
  const renamed = new Map<string, string>();
  for (const input of graph.inputs) builder.input(input);
  for (const [name, value] of graph.constants) builder.constant(name, value);

  const nameOf = (value: string): string => renamed.get(value) ?? value;
  /** The one activation that a value is quantized and dequantized to, where nothing else reads it. */
  const becomes = (value: string): { readonly name: string; readonly range: Range | undefined } | undefined => {
    const [quantize, ...others] = readers.get(value) ?? [];
    const [only, ...more] = quantize?.operator === 'QuantizeLinear' ? (readers.get(quantize.outputs[0] ?? '') ?? []) : [];
    const alone = others.length === 0 && more.length === 0 && !graph.outputs.some(({ name }) => name === value);
    if (!alone || only?.operator !== 'DequantizeLinear') return undefined;
    return { name: only.outputs[0] ?? '', range: representable(quantize, graph.constants) };
  };

  for (const node of nodes) {
    const [input = ''] = node.inputs;
    const [output = ''] = node.outputs;
    if (node.operator === 'QuantizeLinear' && onlyDequantized(readers.get(output))) continue;
    if (node.operator !== 'DequantizeLinear') {
      const range = floatRange(node, (position) => ranges.get(nameOf(node.inputs[position] ?? '')), graph.constants);
      const rounded = becomes(output);
      if (rounded?.range !== undefined && within(range, rounded.range)) renamed.set(output, rounded.name);
      builder.append({ ...node, name: nameOf(node.name), inputs: node.inputs.map(nameOf), outputs: node.outputs.map(nameOf) });
      if (range !== undefined) ranges.set(nameOf(output), range);
      continue;
    }
    const constant = graph.constants.get(input);
    const quantize = makers.get(input);
    if (constant !== undefined) builder.constant(output, realValues(constant, node, graph.constants));
    else if (quantize?.operator === 'QuantizeLinear' && onlyDequantized(readers.get(input))) {
      const value = quantize.inputs[0] ?? '';
      if (nameOf(value) === output) continue; // what made it already has its name
      const range = representable(quantize, graph.constants);
      const outside = range !== undefined && !within(ranges.get(value), range);
      const bounds = outside ? boundConstants(builder, output, range) : [];
      builder.add(outside ? 'Clip' : 'Identity', [value, ...bounds], { as: output });
      const left = outside ? range : ranges.get(value);
      if (left !== undefined) ranges.set(output, left);
    } else addArithmetic(builder, node, graph.constants);
  }
  const made = builder.finish(graph.name, graph.outputs, graph.metadata);
  return cut(made, made.outputs);
}

function onlyDequantized(readers: readonly Node[] = []): boolean {
  return readers.length > 0 && readers.every((reader) => reader.operator === 'DequantizeLinear');
}

/** The real numbers that a QuantizeLinear's result can stand for. */
function representable(quantize: Node | undefined, constants: Graph['constants']): Range | undefined {
  const [, scaleName = '', zeroName = ''] = quantize?.inputs ?? [];
  const [scale, zero] = [constants.get(scaleName), constants.get(zeroName)];
  const range = stored[zero?.dtype ?? ''];
  if (range === undefined || scale?.data.length !== 1) return undefined;
  const [step, offset] = [Number(scale.data[0]), Number(zero?.data[0])];
  return { low: (range.low - offset) * step, high: (range.high - offset) * step };
}

function boundConstants(builder: GraphBuilder, name: string, { low, high }: Range): [low: string, high: string] {
  const bound = (side: string, x: number): string => builder.constant(`${name}:${side}`, tensor('float32', [], Float32Array.of(x)));
  return [bound('least', low), bound('greatest', high)];
}

/** scale · (stored - zero point), slice by slice along the axis. */
function realValues(value: Tensor, node: Node, constants: Graph['constants']): Tensor {
  const scale = constants.get(node.inputs[1] ?? '');
  const zero = constants.get(node.inputs[2] ?? '');
  const axis = intOf(node, 'axis', 1);
  const slices = scale?.data.length ?? 1;
  const inner = elementCount(value.shape.slice((axis + value.shape.length) % Math.max(1, value.shape.length)).slice(1));
  const out = new Float32Array(value.data.length);
  for (let i = 0; i < out.length; i++) {
    const slice = slices === 1 ? 0 : Math.floor(i / inner) % slices;
    out[i] = Number(scale?.data[slice] ?? 1) * (Number(value.data[i]) - Number(zero?.data[zero.data.length === 1 ? 0 : slice] ?? 0));
  }
  return tensor('float32', value.shape, out);
}

/** An 8-bit activation that the network is given, such as pixels: Cast, Sub, Mul. */
function addArithmetic(builder: GraphBuilder, node: Node, constants: Graph['constants']): void {
  const [input = '', scaleName = '', zeroName = ''] = node.inputs;
  const [name = ''] = node.outputs;
  const zero = Number(constants.get(zeroName)?.data[0] ?? 0);
  const cast = builder.add('Cast', [input], { as: `${name}:cast`, attributes: { to: int(float32) } });
  const offset = tensor('float32', [], Float32Array.of(zero));
  const centred = zero === 0 ? cast : builder.add('Sub', [cast, builder.constant(`${name}:offset`, offset)], { as: `${name}:centred` });
  builder.add('Mul', [centred, scaleName], { as: name });
}
