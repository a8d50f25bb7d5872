import { GraftError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Exportable } from './exportable.ts';

/** One dense layer of a head: activation(x·W + b). */
export interface HeadLayer {
  /** d x k: a row a feature, a column an output. The temperature is divided out of the last layer already. */
  readonly weights: Matrix;
  /** k. */
  readonly bias: Float32Array;
  readonly activation: 'relu' | 'softmax' | 'sigmoid';
}

/**
 * A trained head as dense layers, first to last, read back from the network that is served: what formats other than
 * ONNX are given.
 *
 * @throws `MODEL_INCAPABLE` for a kNN head, which has no such layers; `MODEL_DAMAGED`
 */
export function headLayers({ manifest: { head }, graph }: Exportable): readonly HeadLayer[] {
  const layer = (prefix: string, activation: HeadLayer['activation']): HeadLayer => {
    const weights = constant(graph.constants.get(`${prefix}weights`));
    const [rows = 0, columns = 0] = weights.shape;
    return { weights: matrix(rows, columns, weights.data), bias: constant(graph.constants.get(`${prefix}bias`)).data, activation };
  };
  switch (head.kind) {
    case 'softmax':
    case 'sigmoid':
      return [layer('head:', head.kind)];
    case 'mlp':
      return hiddenLayers(graph).map((_, index, { length }) => layer(`head:${index}:`, index === length - 1 ? 'softmax' : 'relu'));
    case 'knn':
      throw new GraftError('MODEL_INCAPABLE', 'A kNN head looks photos up; only ONNX can hold that.', {
        hint: 'Train with --head softmax, which is the default, or export with --to onnx or --to web.',
      });
  }
}

/** The weights of an MLP's layers, first to last. */
function hiddenLayers({ constants }: Graph): readonly Tensor[] {
  const layers: Tensor[] = [];
  for (let next = constants.get('head:0:weights'); next !== undefined; next = constants.get(`head:${layers.length}:weights`))
    layers.push(next);
  return layers;
}

function constant(value: Tensor | undefined): Tensor<'float32'> {
  if (value?.dtype === 'float32') return value;
  throw new GraftError('MODEL_DAMAGED', 'The network of the model lacks the weights of its head.', {
    hint: 'Train it again; the features are kept, so that takes seconds.',
  });
}
