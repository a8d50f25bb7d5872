import { intOf, type Node } from '../graph.ts';
import type { GradientRule } from './gradient-rule.ts';
import { float32 } from './rules/as-numbers.ts';
import { convolution, transposedConvolution } from './rules/convolution.ts';
import { dropout } from './rules/dropout.ts';
import { add, divide, expand, extreme, identity, multiply, power, subtract, where } from './rules/elementwise.ts';
import {
  absolute,
  clip,
  elu,
  erf,
  exponential,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logarithm,
  negate,
  reciprocal,
  relu,
  sigmoid,
  softplus,
  squareRoot,
  tanh,
} from './rules/function-of-one.ts';
import { batchNormalization, layerNormalization, layerNormalizationWithStatistics } from './rules/normalization.ts';
import { averagePool, globalAveragePool, maxPool, maxPoolWithIndices } from './rules/pooling.ts';
import { gemm, matMul } from './rules/product.ts';
import { globalMaxPool, reduceExtreme, reduceL2, reduceMean, reduceSum, reduceSumSquare } from './rules/reduction.ts';
import { concat, reshape, split, transpose } from './rules/shape.ts';
import { gather, pad, slice } from './rules/slicing.ts';
import { logSoftmax, softmax } from './rules/softmax.ts';

/** How each operator is differentiated, by its name, or by `domain.name` where it is not one of ONNX's own. */
export const gradientRules: ReadonlyMap<string, GradientRule> = new Map(
  Object.entries({
    Abs: absolute,
    Add: add,
    AveragePool: averagePool,
    BatchNormalization: batchNormalization,
    Cast: identity,
    Clip: clip,
    Concat: concat,
    Conv: convolution,
    ConvTranspose: transposedConvolution,
    Div: divide,
    Dropout: dropout,
    Elu: elu,
    Erf: erf,
    Exp: exponential,
    Expand: expand,
    Flatten: reshape,
    Gather: gather,
    Gelu: gelu,
    Gemm: gemm,
    GlobalAveragePool: globalAveragePool,
    GlobalMaxPool: globalMaxPool,
    HardSigmoid: hardSigmoid,
    HardSwish: hardSwish,
    Identity: identity,
    LayerNormalization: layerNormalization,
    LeakyRelu: leakyRelu,
    Log: logarithm,
    LogSoftmax: logSoftmax,
    MatMul: matMul,
    Max: extreme,
    MaxPool: maxPool,
    Min: extreme,
    Mul: multiply,
    Neg: negate,
    Pad: pad,
    Pow: power,
    Reciprocal: reciprocal,
    ReduceL2: reduceL2,
    ReduceMax: reduceExtreme,
    ReduceMean: reduceMean,
    ReduceMin: reduceExtreme,
    ReduceSum: reduceSum,
    ReduceSumSquare: reduceSumSquare,
    Relu: relu,
    Reshape: reshape,
    Sigmoid: sigmoid,
    Slice: slice,
    Softmax: softmax,
    Softplus: softplus,
    Split: split,
    Sqrt: squareRoot,
    Squeeze: reshape,
    Sub: subtract,
    Sum: add,
    Tanh: tanh,
    Transpose: transpose,
    Unsqueeze: reshape,
    Where: where,
    'com.microsoft.Gelu': gelu,
  }),
);

/** A node's operator as {@link gradientRules} names it. */
export const ruleName = ({ domain, operator }: Node): string => (domain === '' ? operator : `${domain}.${operator}`);

/** Operators that must give more than before, for their gradient: the same node with the outputs that its rule reads. */
export const forwardForms: ReadonlyMap<string, (node: Node) => Node> = new Map([
  ['LayerNormalization', layerNormalizationWithStatistics],
  ['MaxPool', maxPoolWithIndices],
]);

const stepwise: ReadonlySet<string> = new Set([
  ...['And', 'ArgMax', 'ArgMin', 'Ceil', 'ConstantOfShape', 'Equal', 'Floor', 'Greater', 'GreaterOrEqual', 'IsNaN', 'Less', 'LessOrEqual'],
  ...['NonZero', 'Not', 'OneHot', 'Or', 'Round', 'Shape', 'Sign', 'Size', 'Xor'],
]);

/** Whether a node's outputs change by steps or not at all when its inputs change a little: gradients end there. */
export function endsGradients(node: Node): boolean {
  return stepwise.has(node.operator) || (node.operator === 'Cast' && intOf(node, 'to', float32) !== float32);
}
