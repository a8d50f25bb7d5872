import { GraftError } from '../../errors.ts';
import { tensor } from '../../tensor/tensor.ts';
import type { Graph } from '../graph.ts';
import { int, ints } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { inferShapes } from '../infer-shapes.ts';

/**
 * Adds softmax with cross-entropy: the input `targets`, float32 `[batch, classes]`, and the output `loss`, a scalar,
 * the mean over the batch of -sum(targets · log softmax(logits)).
 *
 * Targets are what the network should say of each class; a row that sums to 1 is usual, and nothing else is needed for label
 * smoothing or mixup. Computed through LogSoftmax, so that large logits do not overflow.
 *
 * @param logits A value of the graph, float32 `[batch, classes]`.
 * @throws `GRAPH_INVALID` where it is not.
 */
export function withCrossEntropy(graph: Graph, logits: string): Graph {
  const shape = inferShapes(graph).get(logits);
  const classes = shape?.[1];
  if (shape?.length !== 2 || typeof classes !== 'number') {
    throw new GraftError(
      'GRAPH_INVALID',
      `Expected "${logits}" of the graph "${graph.name}" to be logits of the shape [batch, classes]. Received [${shape?.join(', ') ?? 'nothing'}].`,
    );
  }
  const builder = GraphBuilder.from(graph);
  const targets = builder.input({ name: 'targets', dtype: 'float32', shape: [shape[0] ?? 'batch', classes] });
  const axis = builder.constant('loss:axis', tensor('int64', [1], BigInt64Array.of(1n)));
  const logs = builder.add('LogSoftmax', [logits], { as: 'loss:log_softmax', attributes: { axis: int(1) } });
  const products = builder.add('Mul', [targets, logs], { as: 'loss:products' });
  const sums = builder.add('ReduceSum', [products, axis], { as: 'loss:sums', attributes: { keepdims: int(0) } });
  const mean = builder.add('ReduceMean', [sums], { as: 'loss:mean', attributes: { axes: ints([0]), keepdims: int(0) } });
  builder.add('Neg', [mean], { as: 'loss' });
  return builder.finish(graph.name, [...graph.outputs, { name: 'loss', dtype: 'float32', shape: [] }]);
}
