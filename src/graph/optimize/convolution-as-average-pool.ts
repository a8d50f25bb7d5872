import type { Graph, Node } from '../graph.ts';
import { int, intOf, ints, intsOf, producers } from '../graph.ts';

/**
 * Turns the convolutions that `averagePoolAsConvolution` made back into average pools, for runtimes to which the detour
 * brings nothing. What it leaves without a reader is for `cut` to drop.
 */
export function convolutionAsAveragePool(graph: Graph): Graph {
  const makers = producers(graph);
  const nodes = graph.nodes.map((node) => {
    if (node.operator !== 'Mul') return node;
    const sum = meanBehind(graph, makers, node);
    if (sum === undefined) return node;
    const [size] = intsOf(sum, 'kernel_shape', []);
    const attributes = {
      kernel_shape: ints([size ?? 1, size ?? 1]),
      strides: ints([1, 1]),
      pads: ints(intsOf(sum, 'pads', [])),
      count_include_pad: int(0),
    };
    return { ...node, operator: 'AveragePool', inputs: [sum.inputs[0] ?? ''], attributes };
  });
  return { ...graph, nodes };
}

/** The convolution with ones behind a product with a border's mask: mask · dequantized(quantized(convolution)). */
function meanBehind(graph: Graph, makers: ReadonlyMap<string, Node>, product: Node): Node | undefined {
  const [mean = '', mask = ''] = product.inputs;
  const behind = (value: string, ...operators: string[]): Node | undefined => {
    let node = makers.get(value);
    for (const operator of operators) {
      if (node?.operator !== operator) return undefined;
      node = makers.get(node.inputs[0] ?? '');
    }
    return node;
  };
  const sum = behind(mean, 'DequantizeLinear', 'QuantizeLinear');
  if (sum?.operator !== 'Conv' || sum.inputs.length !== 2) return undefined;
  const stored = (value: string) => graph.constants.get(makers.get(value)?.inputs[0] ?? '');
  const [ones, border] = [stored(sum.inputs[1] ?? ''), stored(mask)];
  const scale = graph.constants.get(makers.get(sum.inputs[1] ?? '')?.inputs[1] ?? '');
  const [channels, perGroup, height, width] = ones?.shape ?? [];
  const isMean =
    ones?.dtype === 'int8' &&
    perGroup === 1 &&
    height === 3 &&
    width === 3 &&
    intOf(sum, 'group', 1) === channels &&
    ones.data.every((weight) => weight === 1) &&
    scale?.dtype === 'float32' &&
    scale.data.every((each) => each === Math.fround(1 / 9));
  // In quarters: 1 inside, 9/6 on a side, 9/4 in a corner; no other product has such a mask.
  const isBorder =
    border?.dtype === 'uint8' && border.shape.length === 4 && border.data.every((each) => each === 4 || each === 6 || each === 9);
  return isMean && isBorder ? sum : undefined;
}
