import { int, ints } from '../graph/graph.ts';
import type { GraphBuilder } from '../graph/graph-builder.ts';
import type { Head } from '../heads/head.ts';
import type { KnnHead } from '../heads/knn.ts';
import { withoutTemperature } from '../heads/linear-head.ts';
import type { MlpHead } from '../heads/mlp.ts';
import type { SigmoidHead } from '../heads/sigmoid-head.ts';
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
    case 'sigmoid':
      return linearNodes(builder, head, features, output);
    case 'mlp':
      return mlpNodes(builder, head, features, output);
    case 'knn':
      return knnNodes(builder, head, features, output);
  }
}

/** softmax or sigmoid of (x·W + b) / T: the temperature is folded into W and b. */
function linearNodes(builder: GraphBuilder, head: SoftmaxHead | SigmoidHead, features: string, output: string): void {
  const served = withoutTemperature(head);
  const { rows, columns, data } = served.weights;
  const weights = builder.constant('head:weights', tensor('float32', [rows, columns], data));
  const bias = builder.constant('head:bias', tensor('float32', [columns], served.bias));
  const logits = builder.add('Gemm', [features, weights, bias], { as: 'logits' });
  if (head.kind === 'softmax') builder.add('Softmax', [logits], { as: output, attributes: { axis: int(1) } });
  else builder.add('Sigmoid', [logits], { as: output });
}

/** Gemm and Relu for each hidden layer, Gemm, Softmax; the temperature is folded into the last layer. */
function mlpNodes(builder: GraphBuilder, head: MlpHead, features: string, output: string): void {
  let value = features;
  for (const [index, { weights, bias }] of head.layers.entries()) {
    const last = index === head.layers.length - 1;
    const divisor = last ? head.temperature : 1;
    const matrix = builder.constant(
      `head:${index}:weights`,
      tensor(
        'float32',
        [weights.rows, weights.columns],
        weights.data.map((weight) => weight / divisor),
      ),
    );
    const row = builder.constant(
      `head:${index}:bias`,
      tensor(
        'float32',
        [bias.length],
        bias.map((entry) => entry / divisor),
      ),
    );
    value = builder.add('Gemm', [value, matrix, row]);
    if (!last) value = builder.add('Relu', [value]);
  }
  builder.add('Softmax', [value], { as: output, attributes: { axis: int(1) } });
}

/** The formula of {@link KnnHead}, line by line. */
function knnNodes(builder: GraphBuilder, head: KnnHead, features: string, output: string): void {
  const { bank, votes, neighbours, sharpness, smoothing } = head;
  const scalar = (name: string, value: number): string => builder.constant(`head:${name}`, tensor('float32', [], Float32Array.of(value)));
  const axes = (name: string, axis: number): string =>
    builder.constant(`head:${name}`, tensor('int64', [1], BigInt64Array.of(BigInt(axis))));
  const rowOf = (name: string, row: Float32Array): string => builder.constant(`head:${name}`, tensor('float32', [row.length], row));

  const centred = builder.add('Sub', [features, rowOf('mean', head.mean)]);
  const standardized = builder.add('Mul', [centred, rowOf('scale', head.scale)]);
  const length = builder.add('ReduceL2', [standardized], { attributes: { axes: ints([1]), keepdims: int(1) } });
  const unit = builder.add('Div', [standardized, builder.add('Max', [length, scalar('least_length', 1e-12)])]);
  const stored = builder.constant('head:bank', tensor('float32', [bank.rows, bank.columns], bank.data));
  const cosines = builder.add('Gemm', [unit, stored], { attributes: { transB: int(1) } });
  const count = builder.constant('head:neighbours', tensor('int64', [1], BigInt64Array.of(BigInt(Math.min(neighbours, bank.rows)))));
  builder.addMany('TopK', [cosines, count], ['head:cosines', 'head:places'], { axis: int(1) });
  const weights = builder.add('Softmax', [builder.add('Mul', ['head:cosines', scalar('sharpness', sharpness)])], {
    attributes: { axis: int(1) },
  });
  const cast = builder.constant('head:votes', tensor('float32', [votes.rows, votes.columns], votes.data));
  const chosen = builder.add('Gather', [cast, 'head:places'], { attributes: { axis: int(0) } }); // [batch, k, classes]
  const weighted = builder.add('Mul', [chosen, builder.add('Unsqueeze', [weights, axes('vote_axis', 2)])]);
  const sums = builder.add('ReduceSum', [weighted, axes('neighbour_axis', 1)], { attributes: { keepdims: int(0) } });
  const total = builder.add('ReduceSum', [sums, axes('class_axis', 1)]);
  const share = builder.add('Mul', [builder.add('Div', [sums, total]), scalar('certainty', 1 - smoothing)]);
  builder.add('Add', [share, scalar('spread', smoothing / votes.columns)], { as: output });
}
