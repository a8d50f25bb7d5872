import type { Dimension } from '../graph.ts';
import { intOf } from '../graph.ts';
import { type RuleContext, type Shape, type ShapeRule, unknownShape } from './rule-context.ts';

/** The shape of the first input. */
const same: ShapeRule = ({ shape }) => shape(0);

/**
 * Shapes of the inputs laid over each other, as in NumPy.
 *
 * @throws `GRAPH_INVALID` where two sizes differ and neither is 1
 */
const broadcast: ShapeRule = (context) => {
  const shapes = context.node.inputs.map((_, input) => context.shape(input));
  return shapes.reduce((a, b) => overlay(context, a, b));
};

/** Two shapes laid over each other. */
export function overlay(context: RuleContext, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis): Dimension => {
    const [left, right] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    if (left === 1) return right;
    if (typeof left === 'number' && typeof right === 'number' && right !== 1 && left !== right)
      throw unknownShape(context, `joins values of the shapes [${a.join(', ')}] and [${b.join(', ')}]`);
    return typeof left === 'string' && typeof right === 'number' && right !== 1 ? right : left;
  });
}

const unary = [
  ...['Abs', 'BatchNormalization', 'Cast', 'Ceil', 'Celu', 'Clip', 'Cos', 'DequantizeLinear', 'Dropout', 'Elu', 'Erf', 'Exp', 'Floor'],
  ...['Gelu', 'GroupNormalization', 'HardSigmoid', 'HardSwish', 'Identity', 'InstanceNormalization', 'IsNaN', 'LRN', 'LayerNormalization'],
  ...['LeakyRelu', 'Log', 'LogSoftmax', 'LpNormalization', 'MeanVarianceNormalization', 'Mish', 'Neg', 'Not', 'PRelu', 'QuantizeLinear'],
  ...['QuickGelu', 'Reciprocal', 'Relu', 'Round', 'ScatterND', 'ScatterElements', 'Selu', 'Sigmoid', 'Sign', 'Sin', 'Softmax', 'Softplus'],
  ...['Softsign', 'Sqrt', 'Tanh', 'ThresholdedRelu', 'Trilu'],
];

const joining = [
  ...['Add', 'And', 'Div', 'Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Max', 'Mean', 'Min', 'Mod', 'Mul', 'Or', 'Pow'],
  ...['Sub', 'Sum', 'Where', 'Xor'],
];

/** Operators that work number by number, or keep the shape for another reason. */
export const elementwiseRules: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(unary.map((operator) => [operator, same])),
  ...Object.fromEntries(joining.map((operator) => [operator, broadcast])),
  CumSum: same,
  EyeLike: same,
  OneHot: (context) => {
    const depth = context.value(1)?.elements[0] ?? 'depth';
    const at = intOf(context.node, 'axis', -1);
    const indices = context.shape(0);
    const axis = at < 0 ? at + indices.length + 1 : at;
    return [...indices.slice(0, axis), depth, ...indices.slice(axis)];
  },
};
