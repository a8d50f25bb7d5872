import type { Graph, Node } from '../graph.ts';
import { intOf } from '../graph.ts';

/** What kind of network it is, in the words of the best known of its kind, told by the operators that it is made of. */
export function familyOf(graph: Graph): string {
  const count = (test: (node: Node) => boolean): number => graph.nodes.filter(test).length;
  const fixed = graph.constants;
  const of = (operator: string): number => count((node) => node.operator === operator);
  const joins = count(({ operator, inputs }) => operator === 'Add' && inputs.every((input) => !fixed.has(input)));
  const depthwise = count(
    (node) => node.operator === 'Conv' && intOf(node, 'group', 1) > 1 && fixed.get(node.inputs[1] ?? '')?.shape[1] === 1,
  );
  const products = count(
    ({ operator, inputs }) => (operator === 'MatMul' || operator === 'Einsum') && inputs.every((input) => !fixed.has(input)),
  );
  const [convolutions, concats] = [of('Conv'), of('Concat')];
  // A map is taken apart into windows by a Reshape to [batch, rows, height, columns, width, channels].
  const windows = graph.nodes.some(({ operator, inputs }) => operator === 'Reshape' && fixed.get(inputs[1] ?? '')?.data.length === 6);
  if (products > 0 && of('Softmax') > 0) {
    if (convolutions > 8) return 'Hybrid of convolutions and attention';
    return windows ? 'Swin-like' : 'Vision transformer';
  }
  const normalized = of('LayerNormalization') + count(({ operator }) => operator === 'ReduceMean') > joins / 2;
  if (depthwise > 0 && joins > 0 && normalized && of('LayerNormalization') + of('Pow') > 0) return 'ConvNeXt-like';
  if (depthwise > convolutions / 8) return of('Split') > 0 || concats > joins ? 'ShuffleNet-like' : 'MobileNet-like';
  if (concats > 0 && concats >= joins) return concats > convolutions / 4 ? 'DenseNet-like' : 'Inception-like';
  if (joins > 0) return 'ResNet-like';
  return convolutions > 0 ? 'VGG-like' : 'Network';
}
