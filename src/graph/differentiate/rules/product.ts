import { type Attribute, int, intOf, ints } from '../../graph.ts';
import type { GradientRule, RuleContext } from '../gradient-rule.ts';
import { sumLike } from './sum-like.ts';

/** Gemm: y = alpha · a b + beta · c, where a and b may be stored transposed. */
export const gemm: GradientRule = (context) => {
  const { node, add, filled, gradient, input, output, shape } = context;
  const [turnedA, turnedB] = [intOf(node, 'transA', 0), intOf(node, 'transB', 0)];
  const factor = (name: string): number => (node.attributes[name]?.type === 'float' ? node.attributes[name].value : 1);
  const product = (a: string, transA: number, b: string, transB: number): string =>
    add('Gemm', [a, b], { transA: int(transA), transB: int(transB), alpha: { type: 'float', value: factor('alpha') } });
  return [
    () => (turnedA ? product(input(1), turnedB, gradient, 1) : product(gradient, 0, input(1), 1 - turnedB)),
    () => (turnedB ? product(gradient, 1, input(0), turnedA) : product(input(0), 1 - turnedA, gradient, 0)),
    () => {
      const sum = sumLike(context, gradient, shape(output(0)), input(2));
      return factor('beta') === 1 ? sum : add('Mul', [sum, filled(factor('beta'))]);
    },
  ];
};

/** MatMul of `[..., M, K]` and `[..., K, N]`, leading dimensions broadcast. */
export const matMul: GradientRule = (context) => {
  const { add, integers, gradient, input, output, shape } = context;
  const [a, b] = [input(0), input(1)];
  const byB = (): string => {
    const [rows, columns] = [shape(b).at(-2), shape(b).at(-1)];
    if (shape(b).length === 2 && shape(a).length > 2 && typeof rows === 'number' && typeof columns === 'number') {
      // One matrix for all: a single product sums over the leading dimensions as it goes.
      const flat = add('Reshape', [a, integers([-1, rows])]);
      return add('Gemm', [flat, add('Reshape', [gradient, integers([-1, columns])])], { transA: int(1) });
    }
    return sumLike(context, add('MatMul', [turned(context, a), gradient]), [...shape(output(0)).slice(0, -2), ...shape(b).slice(-2)], b);
  };
  return [
    () => sumLike(context, add('MatMul', [gradient, turned(context, b)]), [...shape(output(0)).slice(0, -2), ...shape(a).slice(-2)], a),
    byB,
  ];
};

function turned({ add, shape }: RuleContext, matrix: string): string {
  const axes = [...shape(matrix).keys()];
  const perm: Attribute = ints([...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
  return add('Transpose', [matrix], { perm });
}
