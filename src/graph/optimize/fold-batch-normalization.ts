import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { type Graph, intOf, type Node, producers } from '../graph.ts';

/**
 * Folds batch normalization into the convolution or dense layer before it (S. Ioffe, C. Szegedy: Batch Normalization, 2015,
 * §3.1: at inference it is a linear transform a·x + b for each channel).
 *
 * Weights become a·w, the bias a·(bias - mean) + β with a = γ / √(variance + ε), computed in float64. Folded is where the
 * layer's output goes nowhere else and its weights are constants that no other layer reads; a normalization behind
 * anything else stays. The layer takes the normalization's name, so that the network can be cut there.
 *
 * Cost: linear in the weights.
 */
export function foldBatchNormalization(graph: Graph): Graph {
  const makers = producers(graph);
  const uses = countUses(graph);
  const constants = new Map(graph.constants);
  const replaced = new Map<Node, Node | undefined>();
  for (const normalization of graph.nodes) {
    if (normalization.operator !== 'BatchNormalization' || normalization.outputs.slice(1).some((name) => name !== '')) continue;
    const [input = ''] = normalization.inputs;
    const layer = makers.get(input);
    if (layer === undefined || replaced.has(layer) || uses.get(input) !== 1) continue;
    const transform = linearTransform(normalization, graph);
    const folded = transform && fold(layer, transform, graph, uses);
    if (folded === undefined) continue;
    const output = normalization.outputs[0] ?? '';
    const [weights, bias] = [`${output}:weights`, `${output}:bias`];
    if (constants.has(weights) || constants.has(bias) || makers.has(weights) || makers.has(bias)) continue;
    constants.set(weights, folded.weights);
    constants.set(bias, folded.bias);
    replaced.set(layer, { ...layer, name: output, inputs: [layer.inputs[0] ?? '', weights, bias], outputs: [output] });
    replaced.set(normalization, undefined);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => {
    const other = replaced.has(node) ? replaced.get(node) : node;
    return other === undefined ? [] : [other];
  });
  const read = new Set(nodes.flatMap((node) => node.inputs));
  return { ...graph, nodes, constants: new Map([...constants].filter(([name]) => read.has(name))) };
}

/** How often each value is read, the graph's outputs among the readers. */
function countUses(graph: Graph): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const add = (name: string): void => void uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(add);
  for (const output of graph.outputs) add(output.name);
  return uses;
}

/** What a normalization does with each channel: x becomes factor·x + shift. */
interface LinearTransform {
  readonly factor: Float64Array;
  readonly shift: Float64Array;
}

function linearTransform(node: Node, { constants }: Graph): LinearTransform | undefined {
  const [gamma, beta, mean, variance] = node.inputs.slice(1).map((name) => constants.get(name));
  if (gamma?.dtype !== 'float32' || beta?.dtype !== 'float32' || mean?.dtype !== 'float32' || variance?.dtype !== 'float32')
    return undefined;
  if (intOf(node, 'training_mode', 0) !== 0) return undefined;
  const { epsilon } = node.attributes;
  const above = epsilon?.type === 'float' ? epsilon.value : 1e-5;
  const factor = Float64Array.from(gamma.data, (scale, channel) => scale / Math.sqrt((variance.data[channel] ?? 0) + above));
  const shift = Float64Array.from(beta.data, (offset, channel) => offset - (mean.data[channel] ?? 0) * (factor[channel] ?? 0));
  return { factor, shift };
}

/** A layer's weights and bias with the transform in them; undefined where it is not one that takes it. */
function fold(
  layer: Node,
  { factor, shift }: LinearTransform,
  { constants }: Graph,
  uses: ReadonlyMap<string, number>,
): { weights: Tensor<'float32'>; bias: Tensor<'float32'> } | undefined {
  const [, weightsName = '', biasName = ''] = layer.inputs;
  const [weights, bias] = [constants.get(weightsName), constants.get(biasName)];
  if (weights?.dtype !== 'float32' || uses.get(weightsName) !== 1) return undefined;
  if (biasName !== '' && (bias?.dtype !== 'float32' || bias.data.length !== factor.length)) return undefined;
  const inner = channelStride(layer, weights);
  if (inner === undefined) return undefined;
  const channels = factor.length;
  const scaled = Float32Array.from(weights.data, (weight, at) => weight * (factor[Math.floor(at / inner) % channels] ?? 0));
  const moved = Float32Array.from(shift, (offset, channel) => offset + Number(bias?.data[channel] ?? 0) * (factor[channel] ?? 0));
  return { weights: tensor('float32', weights.shape, scaled), bias: tensor('float32', [channels], moved) };
}

/** How many weights lie between two of neighbouring output channels; undefined where the layer is not one to fold into. */
function channelStride(layer: Node, weights: Tensor): number | undefined {
  const [outer = 1, ...rest] = weights.shape;
  if (layer.operator === 'Conv') return rest.reduce((all, size) => all * size, 1);
  const { alpha, beta } = layer.attributes;
  const plain = (alpha === undefined || alpha.value === 1) && (beta === undefined || beta.value === 1);
  if (layer.operator !== 'Gemm' || !plain || outer === 0) return undefined;
  return intOf(layer, 'transB', 0) ? (rest[0] ?? 1) : 1;
}
