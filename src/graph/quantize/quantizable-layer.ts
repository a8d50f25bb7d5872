import type { Tensor } from '../../tensor/tensor.ts';
import { type Graph, intOf, type Node } from '../graph.ts';

/** A convolution or dense layer that can compute in 8 bits. */
export interface QuantizableLayer {
  readonly weights: Tensor<'float32'>;
  readonly bias: Tensor<'float32'> | undefined;
  /** The dimension of the weights that counts output channels. */
  readonly axis: number;
}

/**
 * What of a node becomes 8-bit; undefined where it is not a Conv, Gemm or MatMul with constant float32 weights in a form
 * that runtimes have 8-bit kernels for.
 */
export function quantizableLayer(node: Node, constants: Graph['constants']): QuantizableLayer | undefined {
  const [input = '', weightsName = '', biasName = ''] = node.inputs;
  const [weights, bias] = [constants.get(weightsName), constants.get(biasName)];
  if (node.domain !== '' || constants.has(input) || weights?.dtype !== 'float32') return undefined;
  if (biasName !== '' && bias?.dtype !== 'float32') return undefined;
  const layer = { weights, bias: bias?.dtype === 'float32' ? bias : undefined };
  switch (node.operator) {
    case 'Conv':
      return weights.shape.length === 4 ? { ...layer, axis: 0 } : undefined;
    case 'Gemm': {
      const { alpha, beta } = node.attributes;
      const scaled = (alpha !== undefined && alpha.value !== 1) || (beta !== undefined && beta.value !== 1);
      const axis = intOf(node, 'transB', 0) ? 0 : 1;
      const fits = bias === undefined || bias.data.length === weights.shape[axis];
      return scaled || intOf(node, 'transA', 0) || !fits ? undefined : { ...layer, axis };
    }
    case 'MatMul':
      return weights.shape.length === 2 ? { ...layer, axis: 1 } : undefined;
    default:
      return undefined;
  }
}
