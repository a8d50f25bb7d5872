import type { Graph, Node } from '../graph.ts';
import { readersOf } from '../readers-of.ts';
import { quantizableLayer } from './quantizable-layer.ts';
import type { QuantizationSteps } from './quantization-steps.ts';

/** Which layers stay in float. */
export interface PlanOptions {
  /** Those that read the pixels. @default false */
  readonly floatFirst?: boolean | undefined;
  /** Those behind which no other layer with weights comes: the classifier. @default true */
  readonly floatLast?: boolean | undefined;
}

/** What of a network becomes 8-bit, by the names of values. */
export interface QuantizationPlan {
  /** The layers with weights that compute in 8 bits, by their first output, */
  readonly layers: ReadonlySet<string>;
  /** and those that could, but for the options. */
  readonly floatLayers: ReadonlySet<string>;
  /** Activations that exist in 8 bits alone: whoever reads one reads it rounded. */
  readonly rounded: ReadonlySet<string>;
  /** Activations that float operators make and read, and of which 8-bit operators read a rounded copy. */
  readonly copied: ReadonlySet<string>;
  /** Values that are 8-bit as they come, such as pixels that the network dequantizes itself, and their steps. */
  readonly stored: ReadonlyMap<string, QuantizationSteps>;
  /** For each of the three kinds: the activation whose range it takes, mostly its own. */
  readonly rangeOf: ReadonlyMap<string, string>;
  /** Relu and Clip nodes that the range of their result stands for, by their output: what they read, which nothing else does. */
  readonly absorbed: ReadonlyMap<string, string>;
  /** The operators that read the rounded form of their activations, by their first output. */
  readonly readsRounded: ReadonlySet<string>;
}

/** Operators that only move numbers, or choose among them: in 8 bits, too, with the range of what they read. */
const moving = new Set(['Flatten', 'Identity', 'MaxPool', 'Reshape', 'Slice', 'Squeeze', 'Transpose', 'Unsqueeze']);

/** Operators without weights that ONNX Runtime has 8-bit kernels for. Softmax has one, too, but 256 levels are too few for it. */
const arithmetic = new Set(['Add', 'AveragePool', 'Concat', 'GlobalAveragePool', 'LeakyRelu', 'Mul', 'Sigmoid']);

const activationFunctions = new Set(['Relu', 'Clip']);

/**
 * Decides what of a network becomes 8-bit, so that ONNX Runtime finds 8-bit kernels and little is converted to and fro.
 *
 * - Convolutions and dense layers with constant weights compute in 8 bits, but for those that the options except.
 *   A convolution's result is 8-bit; a dense layer's where only 8-bit layers read it, else it stays float, which its
 *   kernel gives at no cost.
 * - A Relu or Clip behind such a layer, an Add or a Mul is left to the range of its result.
 * - Sums, products, concatenations and pools are 8-bit where at least one of their operands is, and no operand is a
 *   constant; what only moves numbers is, where what it reads is and an 8-bit operator reads it. Other operators
 *   (Softmax, LayerNormalization, Gelu, products of two activations) stay float.
 * - The average over the picture is 8-bit only where a layer within the network reads it, as in squeeze and excitation: as
 *   bottleneck features, 256 levels for a mean of many pixels throw precision away (docs/decisions/0001).
 * - What moves numbers has the range of what it reads. What goes into one concatenation alone has that of the
 *   concatenation: it would be rounded to it anyway, so rounding twice is saved, and the 8-bit numbers are only copied.
 *
 * Cost: linear in the number of nodes and edges.
 */
export function planQuantization(graph: Graph, options: PlanOptions = {}): QuantizationPlan {
  const readers = readersOf(graph.nodes);
  const { layers, floatLayers } = chosenLayers(graph, options);
  const rounded = new Set<string>();
  const copied = new Set<string>();
  const absorbed = new Map<string, string>();
  const readsRounded = new Set<string>();
  const stored = storedValues(graph);
  const makers = new Map<string, Node>();
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const wanted = wantedIn8Bits(graph, readers, layers);

  /** Whether a value goes to one node alone. */
  const onlyReader = (value: string): Node | undefined => {
    const [only, ...others] = readers.get(value) ?? [];
    return others.length === 0 && !outputs.has(value) ? only : undefined;
  };
  const is8Bit = (value: string): boolean => rounded.has(value) || stored.has(value);
  const makesRounded = (node: Node): boolean => {
    const [input = '', ...rest] = node.inputs;
    const [output = ''] = node.outputs;
    if (layers.has(output)) return node.operator === 'Conv' || goesOnlyToLayers(output);
    if (moving.has(node.operator)) return rounded.has(input) && wanted.has(output);
    if (!arithmetic.has(node.operator) || node.inputs.some((name) => graph.constants.has(name))) return false;
    if (node.operator === 'GlobalAveragePool' && !wanted.has(output)) return false;
    return [input, ...rest].some((name) => rounded.has(name));
  };
  const goesOnlyToLayers = (value: string): boolean => {
    const through = readers.get(value) ?? [];
    if (outputs.has(value) || through.length === 0) return false;
    return through.every((reader) => {
      const [output = ''] = reader.outputs;
      return layers.has(output) || (activationFunctions.has(reader.operator) && through.length === 1 && goesOnlyToLayers(output));
    });
  };

  for (const node of graph.nodes) {
    const [input = ''] = node.inputs;
    const [output = ''] = node.outputs;
    makers.set(output, node);
    if (activationFunctions.has(node.operator)) {
      const before = makers.get(input);
      const computes = before !== undefined && (layers.has(input) || arithmetic.has(before.operator)) && rounded.has(input);
      if (!computes || onlyReader(input) !== node || !keepsZero(node, graph)) continue;
      rounded.delete(input);
      rounded.add(output);
      absorbed.set(output, input);
      continue;
    }
    if (layers.has(output)) {
      readsRounded.add(output);
      if (!is8Bit(input)) copied.add(input);
    }
    if (!makesRounded(node)) continue;
    rounded.add(output);
    if (layers.has(output)) continue;
    readsRounded.add(output);
    for (const operand of node.inputs) if (operand !== '' && !is8Bit(operand) && !graph.constants.has(operand)) copied.add(operand);
  }
  const rangeOf = new Map<string, string>([...stored.keys()].map((value) => [value, value]));
  for (const value of copied) rangeOf.set(value, value);
  for (const value of rounded) {
    const maker = makers.get(value);
    const concatenation = onlyReader(value);
    const joins = concatenation?.operator === 'Concat' && rounded.has(concatenation.outputs[0] ?? '');
    if (maker !== undefined && moving.has(maker.operator)) rangeOf.set(value, maker.inputs[0] ?? value);
    else rangeOf.set(value, joins ? (concatenation.outputs[0] ?? value) : value);
  }
  return { layers, floatLayers, rounded, copied, stored, rangeOf: resolved(rangeOf), absorbed, readsRounded };
}

/** Values that are only dequantized from 8 bits that come with the photo: its pixels, in networks that take them so. */
function storedValues({ nodes, constants }: Graph): ReadonlyMap<string, QuantizationSteps> {
  const stored = new Map<string, QuantizationSteps>();
  for (const { operator, inputs, outputs } of nodes) {
    const [scale, zero] = inputs.slice(1).map((name) => constants.get(name));
    if (operator !== 'DequantizeLinear' || constants.has(inputs[0] ?? '') || scale?.data.length !== 1 || zero?.dtype !== 'uint8') continue;
    stored.set(outputs[0] ?? '', { scale: Number(scale.data[0]), zeroPoint: zero.data[0] ?? 0 });
  }
  return stored;
}

/** Follows each reference to its end: there are no circles, since only what moves numbers refers backwards. */
function resolved(rangeOf: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...rangeOf.keys()].map((value) => {
      let [at, next] = [value, rangeOf.get(value)];
      while (next !== undefined && next !== at) [at, next] = [next, rangeOf.get(next)];
      return [value, at];
    }),
  );
}

/** The layers that become 8-bit, and those that don't. */
function chosenLayers(graph: Graph, options: PlanOptions): Pick<QuantizationPlan, 'layers' | 'floatLayers'> {
  const { floatFirst = false, floatLast = true } = options;
  const weighted = new Set<string>();
  for (const node of graph.nodes) if (quantizableLayer(node, graph.constants) !== undefined) weighted.add(node.outputs[0] ?? '');
  const after = new Set<string>(); // values with a weighted layer somewhere before them
  const first = new Set<string>();
  for (const node of graph.nodes) {
    const behind = node.inputs.some((input) => after.has(input));
    const [output = ''] = node.outputs;
    if (weighted.has(output) && !behind) first.add(output);
    if (behind || weighted.has(output)) for (const each of node.outputs) after.add(each);
  }
  const before = new Set<string>(); // values with a weighted layer somewhere behind them
  const last = new Set<string>();
  for (const node of graph.nodes.toReversed()) {
    const leads = node.outputs.some((output) => before.has(output));
    const [output = ''] = node.outputs;
    if (weighted.has(output) && !leads) last.add(output);
    if (leads || weighted.has(output)) for (const input of node.inputs) before.add(input);
  }
  const staysFloat = (layer: string): boolean => (floatFirst && first.has(layer)) || (floatLast && last.has(layer));
  return {
    layers: new Set([...weighted].filter((layer) => !staysFloat(layer))),
    floatLayers: new Set([...weighted].filter(staysFloat)),
  };
}

/** Values that an 8-bit layer reads, perhaps by way of operators that can be 8-bit, too. */
function wantedIn8Bits(graph: Graph, readers: ReadonlyMap<string, readonly Node[]>, layers: ReadonlySet<string>): ReadonlySet<string> {
  const wanted = new Set<string>();
  for (const node of graph.nodes.toReversed()) {
    for (const output of node.outputs) {
      const wants = (readers.get(output) ?? []).some((reader) => {
        const [made = ''] = reader.outputs;
        if (layers.has(made)) return true;
        const passes = moving.has(reader.operator) || activationFunctions.has(reader.operator) || arithmetic.has(reader.operator);
        return passes && wanted.has(made);
      });
      if (wants) wanted.add(output);
    }
  }
  return wanted;
}

/** Whether 0 stays 0: then a range that ends where the function does stands for it. */
function keepsZero(node: Node, graph: Graph): boolean {
  if (node.operator === 'Relu') return true;
  const bound = (position: number, otherwise: number): number => {
    const name = node.inputs[position] ?? '';
    return name === '' ? otherwise : Number(graph.constants.get(name)?.data[0] ?? Number.NaN);
  };
  return bound(1, Number.NEGATIVE_INFINITY) <= 0 && bound(2, Number.POSITIVE_INFINITY) >= 0;
}
