import type { Dimension } from '../graph.ts';
import { intOf } from '../graph.ts';
import { overlay } from './elementwise-rules.ts';
import { type RuleContext, type ShapeRule, unknownShape } from './rule-context.ts';

const gemm: ShapeRule = (context) => {
  const { node, shape } = context;
  const [a, b] = [shape(0), shape(1)];
  const [rows, inner] = intOf(node, 'transA', 0) ? [a[1], a[0]] : [a[0], a[1]];
  const [across, columns] = intOf(node, 'transB', 0) ? [b[1], b[0]] : [b[0], b[1]];
  expectSame(context, inner, across);
  return [rows ?? 1, columns ?? 1];
};

/** Stacks of matrices, as NumPy's `matmul`. */
const matMul: ShapeRule = (context) => {
  const [a, b] = [context.shape(0), context.shape(1)];
  expectSame(context, a.at(-1), b.length === 1 ? b[0] : b.at(-2));
  const stack = overlay(context, a.slice(0, -2), b.slice(0, -2));
  return [...stack, ...(a.length === 1 ? [] : a.slice(-2, -1)), ...(b.length === 1 ? [] : b.slice(-1))];
};

function expectSame(context: RuleContext, a: Dimension | undefined, b: Dimension | undefined): void {
  if (typeof a === 'number' && typeof b === 'number' && a !== b)
    throw unknownShape(
      context,
      `multiplies matrices that do not fit: [${context.shape(0).join(', ')}] and [${context.shape(1).join(', ')}]`,
    );
}

/** Sums of products over letters: each letter has the size that an input gives it. */
const einsum: ShapeRule = (context) => {
  const { node, shape } = context;
  const attribute = node.attributes['equation'];
  const equation = attribute?.type === 'string' ? attribute.value.replaceAll(' ', '') : '';
  const [left = '', right] = equation.split('->');
  const terms = left.split(',');
  if (!/^[a-zA-Z,]+$/.test(left) || terms.length !== node.inputs.length)
    throw unknownShape(context, `has the equation "${equation}", which Graft does not follow`);
  const sizes = new Map<string, Dimension>();
  for (const [input, term] of terms.entries()) {
    for (const [axis, letter] of [...term].entries()) {
      const size = shape(input)[axis] ?? 1;
      if (sizes.get(letter) === undefined || sizes.get(letter) === 1) sizes.set(letter, size);
    }
  }
  const once = [...sizes.keys()].filter((letter) => left.split(letter).length === 2).sort();
  return [...(right ?? once.join(''))].map((letter) => sizes.get(letter) ?? 1);
};

/** Operators that multiply matrices. */
export const matrixRules: Readonly<Record<string, ShapeRule>> = {
  Einsum: einsum,
  FusedMatMul: matMul,
  Gemm: gemm,
  MatMul: matMul,
  MatMulInteger: matMul,
};
