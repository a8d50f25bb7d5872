import { elementCount } from '../tensor/tensor.ts';
import type { Dimension, Graph, Node } from './graph.ts';
import { producers } from './graph.ts';
import { inferShapes, type Shapes } from './infer-shapes.ts';
import { poolingsOf } from './pooling-of.ts';

/** One layer of a network as people count them: quantization, reshaping and clipping belong to the layer around them. */
export interface Layer {
  /** The name of its activation, which is also where the network can be cut. */
  readonly name: string;
  /** The operator, in ONNX's words: Conv, MaxPool, Concat … */
  readonly operator: string;
  /** The names of the layers that it reads; the network's input is `pixels`. */
  readonly inputs: readonly string[];
  /** Its activation for one picture: [channels, height, width] or [numbers]. */
  readonly shape: readonly number[];
  /** How many weights and biases it holds. */
  readonly parameters: number;
  /** Multiplications with addition, for one picture. */
  readonly multiplyAdds: number;
  /** How many numbers its pooled form has, where that is not the first of `shape`: tokens, maps with their channels last. */
  readonly pooledWidth?: number;
  /** False where the network cannot be cut there, since it is not one activation for each picture but several (windows). */
  readonly cuttable?: false;
}

/** Operators that compute nothing a person would call a layer. */
const plumbing = new Set([
  ...['QuantizeLinear', 'DequantizeLinear', 'Transpose', 'Reshape', 'Flatten', 'Identity', 'Cast', 'Squeeze', 'Unsqueeze'],
]);

/** The layers of a network in the order they run. Cost: linear in the number of nodes. */
export function layersOf(graph: Graph): readonly Layer[] {
  const makers = producers(graph);
  const shapes = inferShapes(graph);
  const poolingOf = poolingsOf(graph, shapes);
  const seen = valuesOfPicture(graph);
  const layerOf = (value: string): string => {
    for (let name = value; ; ) {
      const node = makers.get(name);
      if (node === undefined) return name;
      if (!isPlumbing(node)) return activationName(node);
      name = node.inputs[0] ?? '';
    }
  };
  return graph.nodes
    .filter((node) => !isPlumbing(node) && node.outputs.some((output) => seen.has(output)))
    .map((node) => {
      const [output = ''] = node.outputs;
      const made = shapes.get(output) ?? [];
      const shape = fixed(made);
      const weights = node.inputs.map((input) => constantBehind(input, graph, makers));
      const activations = node.inputs.filter((input, position) => seen.has(input) && weights[position] === undefined);
      const { width } = poolingOf(output);
      return {
        name: activationName(node),
        operator: node.operator,
        inputs: activations.map(layerOf),
        shape,
        parameters: weights.reduce((sum, value) => sum + (value === undefined ? 0 : elementCount(value)), 0),
        multiplyAdds: productsPerOutput(node, weights[1], shapes) * elementCount([perPicture(made[0]), ...shape]),
        ...(width === shape[0] ? {} : { pooledWidth: width }),
        ...(perPicture(made[0]) === 1 && shape.length <= 3 ? {} : { cuttable: false as const }),
      };
    });
}

/** Clipping belongs to the layer before it where the converter wrote it for that layer. */
function isPlumbing(node: Node): boolean {
  if (node.operator === 'Clip') return withoutSuffix(node.inputs[0] ?? '') === activationName(node);
  return plumbing.has(node.operator);
}

/** What depends on the pictures themselves, not on their number alone. */
function valuesOfPicture(graph: Graph): ReadonlySet<string> {
  const seen = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes)
    if (node.operator !== 'Shape' && node.inputs.some((input) => seen.has(input))) for (const output of node.outputs) seen.add(output);
  return seen;
}

/** How many rows a value has for one picture: 64 where its first dimension is `batch*64`. */
function perPicture(first: Dimension | undefined): number {
  return typeof first === 'string' ? Number(/\*(\d+)$/.exec(first)?.[1] ?? 1) : 1;
}

/** The name that a layer's finished activation has: converters name what comes before quantization `name:real`. */
function activationName(node: Node): string {
  return withoutSuffix(node.outputs[0] ?? node.name);
}

function withoutSuffix(value: string): string {
  return value.replace(/:(real|unclipped)$/, '');
}

/** The shape of a constant input, quantized or not; undefined for an activation. */
function constantBehind(input: string, graph: Graph, makers: ReadonlyMap<string, Node>): readonly number[] | undefined {
  const maker = makers.get(input);
  const name = maker?.operator === 'DequantizeLinear' ? (maker.inputs[0] ?? '') : input;
  return graph.constants.get(name)?.shape;
}

/** How many multiplications go into one number of the output. */
function productsPerOutput(node: Node, weights: readonly number[] | undefined, shapes: Shapes): number {
  if (node.operator !== 'Conv' && node.operator !== 'Gemm' && node.operator !== 'MatMul') return 0;
  if (node.operator === 'MatMul') return Number(shapes.get(node.inputs[0] ?? '')?.at(-1) ?? 0);
  if (weights === undefined) return 0;
  const outputs = node.operator === 'Conv' || node.attributes['transB'] ? weights[0] : weights.at(-1);
  return elementCount(weights) / (outputs ?? 1);
}

/** The dimensions after the batch. */
function fixed(shape: readonly Dimension[]): readonly number[] {
  return shape.slice(1).map((size) => (typeof size === 'number' ? size : 0));
}
