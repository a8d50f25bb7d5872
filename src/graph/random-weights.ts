import type { Random } from '../tensor/random.ts';
import { elementCount, type Tensor, tensor } from '../tensor/tensor.ts';
import { type Graph, intOf, type Node } from './graph.ts';
import { learnedConstants } from './split/learned-constants.ts';
import { reachableFrom } from './split/reachable.ts';

/** Operators whose weights are drawn; those of others are scales, shifts and statistics. */
const drawn = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);

/** A network as it is before any training, and what there is to train. */
export interface RandomNetwork {
  readonly graph: Graph;
  /** All that a training may change, in the order of the network. */
  readonly parameters: readonly string[];
}

/**
 * A network without what it learned: the same layers, with weights as they are before a training.
 *
 * Weights are normal with variance 2 / fan-in, biases 0, scales 1, running means 0 and variances 1. Ranges that 8-bit numbers left
 * behind (a Clip from 0 or from below) were learned, too: they become a ReLU or nothing; a ReLU6 stays. What is arithmetic
 * on pixels, before the first weights, stays. The input must be `dequantize`d: no 8-bit numbers.
 *
 * K. He, X. Zhang, S. Ren, J. Sun, Delving deep into rectifiers, ICCV 2015, eq. 10.
 */
export function withRandomWeights(source: Graph, random: Random): RandomNetwork {
  const graph = withoutLearnedRanges(source);
  const first = graph.nodes.find((node) => drawn.has(node.operator) && learnedConstants(node, graph.constants).length > 0);
  const behind = first === undefined ? new Set<string>() : reachableFrom(graph, first.outputs[0] ?? '');
  const constants = new Map(graph.constants);
  const parameters = new Set<string>();
  for (const node of graph.nodes) {
    if (!node.outputs.some((output) => behind.has(output))) continue;
    if (node.operator === 'BatchNormalization') {
      fill(constants, node.inputs[3] ?? '', 0);
      fill(constants, node.inputs[4] ?? '', 1);
    }
    for (const name of learnedConstants(node, graph.constants)) {
      if (parameters.has(name)) continue;
      parameters.add(name);
      const value = graph.constants.get(name);
      const position = node.inputs.indexOf(name);
      if (value === undefined) continue;
      if (drawn.has(node.operator) && value.shape.length > 1) constants.set(name, drawWeights(node, value, random));
      else fill(constants, name, isScale(node, position) ? 1 : 0);
    }
  }
  return { graph: { ...graph, constants }, parameters: [...parameters] };
}

function isScale(node: Node, position: number): boolean {
  return node.operator === 'Mul' || (position === 1 && ['BatchNormalization', 'LayerNormalization'].includes(node.operator));
}

function fill(constants: Map<string, Tensor>, name: string, number: number): void {
  const value = constants.get(name);
  if (value?.dtype === 'float32') constants.set(name, tensor('float32', value.shape, new Float32Array(value.data.length).fill(number)));
}

function drawWeights(node: Node, { shape }: Tensor, random: Random): Tensor {
  const deviation = Math.sqrt(2 / fanIn(node, shape));
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => deviation * random.normal()),
  );
}

/** How many numbers go into one that comes out. */
function fanIn(node: Node, shape: readonly number[]): number {
  if (node.operator === 'Conv') return elementCount(shape.slice(1));
  if (node.operator === 'ConvTranspose') return elementCount([shape[0] ?? 1, ...shape.slice(2)]);
  if (node.operator === 'Gemm') return (intOf(node, 'transB', 0) === 1 ? shape[1] : shape[0]) ?? 1;
  return shape.at(-2) ?? 1;
}

/** A Clip's bounds come from 8 bits unless they are those of a ReLU6. */
function withoutLearnedRanges(graph: Graph): Graph {
  const bound = (node: Node, position: number): number | undefined => {
    const value = graph.constants.get(node.inputs[position] ?? '');
    return value?.data.length === 1 ? Number(value.data[0]) : undefined;
  };
  return {
    ...graph,
    nodes: graph.nodes.map((node): Node => {
      if (node.operator !== 'Clip') return node;
      const [low, high] = [bound(node, 1), bound(node, 2)];
      if (low === undefined || high === undefined || Math.abs(high - 6) < sixAbout) return node;
      return {
        ...node,
        operator: Math.abs(low) <= aboutZero * high ? 'Relu' : 'Identity',
        inputs: node.inputs.slice(0, 1),
        attributes: {},
      };
    }),
  };
}

/** A ReLU6 in 8 bits ends at 5.99 or so, */
const sixAbout = 0.05;

/** and a ReLU may begin a step of 8 bits off 0. */
const aboutZero = 0.01;
