import { tensor } from '../tensor/tensor.ts';
import type { Graph } from './graph.ts';
import { int, producers } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { inferShapes } from './infer-shapes.ts';

/**
 * Gives a classifier one output, `probabilities` [batch, classes]: its softmax where it has one, else one is added.
 *
 * @param background How many of its first classes are no classes (a background class) and are left out; the others are
 * scaled to sum to 1.
 */
export function withClassProbabilities(graph: Graph, background: number): Graph {
  const builder = GraphBuilder.from(graph);
  const [output] = graph.outputs;
  let value = output?.name ?? '';
  const hasSoftmax = softmaxBehind(graph, value);
  const classes = Number(inferShapes(graph).get(value)?.[1] ?? 0) - background;
  if (background > 0) value = withoutFirst(builder, value, background);
  if (hasSoftmax) {
    const sum = builder.add('ReduceSum', [value, builder.constant('probabilities:axes', tensor('int64', [1], BigInt64Array.of(1n)))]);
    builder.add('Div', [value, sum], { as: 'probabilities' });
  } else builder.add('Softmax', [value], { as: 'probabilities', attributes: { axis: int(1) } });
  return builder.finish(graph.name, [{ name: 'probabilities', dtype: 'float32', shape: ['batch', classes] }]);
}

function withoutFirst(builder: GraphBuilder, value: string, count: number): string {
  const constant = (name: string, number: bigint): string =>
    builder.constant(`probabilities:${name}`, tensor('int64', [1], BigInt64Array.of(number)));
  return builder.add('Slice', [value, constant('from', BigInt(count)), constant('to', BigInt(2 ** 31)), constant('axis', 1n)]);
}

/** Whether what computes a value, quantization and reshaping aside, is a softmax. */
function softmaxBehind(graph: Graph, value: string): boolean {
  const makers = producers(graph);
  for (let node = makers.get(value); node !== undefined; node = makers.get(node.inputs[0] ?? '')) {
    if (node.operator === 'Softmax') return true;
    if (!['QuantizeLinear', 'DequantizeLinear', 'Reshape', 'Flatten', 'Identity'].includes(node.operator)) return false;
  }
  return false;
}
