import type { GraphBuilder } from '../graph/graph-builder.ts';
import { int } from '../graph/graph.ts';
import type { Head } from '../heads/head.ts';
import type { SoftmaxHead } from '../heads/softmax-head.ts';
import { tensor } from '../tensor/tensor.ts';

/**
 * Writes a head as operators: raw features [batch, d] in, class probabilities [batch, k] out.
 *
 * The arithmetic is that of `predictProbabilities`; a test runs both.
 */
export function headNodes(builder: GraphBuilder, head: Head, features: string, output: string): void {
  switch (head.kind) {
    case 'softmax':
      return softmaxNodes(builder, head, features, output);
    case 'mlp':
    case 'knn':
      throw new Error('to come');
  }
}

/** softmax((x·W + b) / T): the temperature is folded into W and b. */
function softmaxNodes(builder: GraphBuilder, head: SoftmaxHead, features: string, output: string): void {
  const { rows, columns, data } = head.weights;
  const weights = builder.constant('head:weights', tensor('float32', [rows, columns], data.map((weight) => weight / head.temperature)));
  const bias = builder.constant('head:bias', tensor('float32', [columns], head.bias.map((value) => value / head.temperature)));
  const logits = builder.add('Gemm', [features, weights, bias], { as: 'logits' });
  builder.add('Softmax', [logits], { as: output, attributes: { axis: int(1) } });
}
