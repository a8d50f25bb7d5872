import { elementCount } from '../tensor/tensor.ts';
import type { Dimension, Graph, Node } from './graph.ts';
import { producers } from './graph.ts';
import { inferShapes } from './infer-shapes.ts';

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
}

/** Operators that compute nothing a person would call a layer. */
const plumbing = new Set(['QuantizeLinear', 'DequantizeLinear', 'Transpose', 'Reshape', 'Flatten', 'Clip', 'Identity', 'Cast']);

/** The layers of a network in the order they run. Cost: linear in the number of nodes. */
export function layersOf(graph: Graph): readonly Layer[] {
  const makers = producers(graph);
  const shapes = inferShapes(graph);
  const layerOf = (value: string): string => {
    for (let name = value; ; ) {
      const node = makers.get(name);
      if (node === undefined) return name;
      if (!plumbing.has(node.operator)) return activationName(node);
      name = node.inputs[0] ?? '';
    }
  };
  return graph.nodes
    .filter((node) => !plumbing.has(node.operator))
    .map((node) => {
      const shape = fixed(shapes.get(node.outputs[0] ?? '') ?? []);
      const weights = node.inputs.map((input) => constantBehind(input, graph, makers));
      const activations = node.inputs.filter((input, position) => input !== '' && weights[position] === undefined);
      const perOutput =
        node.operator === 'Conv' || node.operator === 'Gemm' || node.operator === 'MatMul' ? weightsPerOutput(node, weights[1]) : 0;
      return {
        name: activationName(node),
        operator: node.operator,
        inputs: activations.map(layerOf),
        shape,
        parameters: weights.reduce((sum, value) => sum + (value === undefined ? 0 : elementCount(value)), 0),
        multiplyAdds: perOutput * elementCount(shape),
      };
    });
}

/** The name that a layer's finished activation has: converters name what comes before quantization `name:real`. */
function activationName(node: Node): string {
  return (node.outputs[0] ?? node.name).replace(/:(real|unclipped)$/, '');
}

/** The shape of a constant input, quantized or not; undefined for an activation. */
function constantBehind(input: string, graph: Graph, makers: ReadonlyMap<string, Node>): readonly number[] | undefined {
  const maker = makers.get(input);
  const name = maker?.operator === 'DequantizeLinear' ? (maker.inputs[0] ?? '') : input;
  return graph.constants.get(name)?.shape;
}

/** How many multiplications go into one number of the output. */
function weightsPerOutput(node: Node, weights: readonly number[] | undefined): number {
  if (weights === undefined) return 0;
  const outputs = node.operator === 'Conv' || node.attributes['transB'] ? weights[0] : weights.at(-1);
  return elementCount(weights) / (outputs ?? 1);
}

/** The dimensions after the batch. */
function fixed(shape: readonly Dimension[]): readonly number[] {
  return shape.slice(1).map((size) => (typeof size === 'number' ? size : 0));
}
