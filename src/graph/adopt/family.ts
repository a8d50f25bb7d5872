import type { Node } from '../graph.ts';
import { intOf } from '../graph.ts';
import type { WayBack } from './walk-back.ts';

/** What kind of network it is, in the words of the best known of its kind, told by the operators that it is made of. */
export function familyOf({ graph, weights, activations }: WayBack): string {
  const count = (test: (node: Node) => boolean): number => graph.nodes.filter(test).length;
  const of = (operator: string): number => count((node) => node.operator === operator);
  const joining = (...operators: string[]): number => count((node) => operators.includes(node.operator) && activations(node).length > 1);
  const isDepthwise = (node: Node): boolean =>
    node.operator === 'Conv' && intOf(node, 'group', 1) > 1 && weights(node.inputs[1] ?? '')?.shape[1] === 1;
  const [convolutions, depthwise] = [of('Conv'), count(isDepthwise)];
  const [sums, concats, products] = [joining('Add'), joining('Concat'), joining('MatMul', 'Einsum')];
  if (products > 0 && of('Softmax') > 0) {
    if (convolutions > 8) return 'Hybrid of convolutions and attention';
    return graph.nodes.some((node) => partsWindows(node, weights)) ? 'Swin-like' : 'Vision transformer';
  }
  const norms = of('LayerNormalization') + of('Pow');
  if (depthwise > 0 && sums > 0 && norms > sums / 2) return 'ConvNeXt-like';
  if (depthwise > convolutions / 8) return concats > sums ? 'ShuffleNet-like' : 'MobileNet-like';
  if (concats > 0 && concats >= sums) return concats > convolutions / 4 ? 'DenseNet-like' : 'Inception-like';
  if (sums > 0) return 'ResNet-like';
  return convolutions > 0 ? 'VGG-like' : 'Network';
}

/** A map is taken apart into windows by a Reshape to [batch, rows, height, columns, width, channels]. */
function partsWindows({ operator, inputs }: Node, weights: WayBack['weights']): boolean {
  return operator === 'Reshape' && weights(inputs[1] ?? '')?.data.length === 6;
}
