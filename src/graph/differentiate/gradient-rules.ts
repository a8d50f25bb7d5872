import type { Node } from '../graph.ts';
import type { GradientRule } from './gradient-rule.ts';
import { clip, relu } from './rules/activation.ts';
import { convolution } from './rules/convolution.ts';
import { add, identity, multiply, negate, subtract } from './rules/elementwise.ts';
import { averagePool, globalAveragePool, maxPool, maxPoolWithIndices } from './rules/pooling.ts';
import { gemm, matMul } from './rules/product.ts';
import { reduceMean, reduceSum } from './rules/reduction.ts';
import { concat, reshape, transpose } from './rules/shape.ts';
import { logSoftmax, softmax } from './rules/softmax.ts';

/** How each operator is differentiated. */
export const gradientRules: Readonly<Record<string, GradientRule>> = {
  Add: add,
  AveragePool: averagePool,
  Clip: clip,
  Concat: concat,
  Conv: convolution,
  Flatten: reshape,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  Identity: identity,
  LogSoftmax: logSoftmax,
  MatMul: matMul,
  MaxPool: maxPool,
  Mul: multiply,
  Neg: negate,
  ReduceMean: reduceMean,
  ReduceSum: reduceSum,
  Relu: relu,
  Reshape: reshape,
  Softmax: softmax,
  Sub: subtract,
  Transpose: transpose,
};

/** Operators that must give more than before, for their gradient: the same node with the outputs that its rule reads. */
export const forwardForms: Readonly<Record<string, (node: Node) => Node>> = {
  MaxPool: maxPoolWithIndices,
};

/** Operators whose output does not change when their inputs change a little: gradients end there. */
export const withoutGradient: ReadonlySet<string> = new Set([
  ...['ArgMax', 'ArgMin', 'Ceil', 'ConstantOfShape', 'Equal', 'Floor', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Not'],
  ...['NonZero', 'OneHot', 'Round', 'Shape', 'Sign', 'Size'],
]);
