import { type DType, elementCount } from '../../tensor/tensor.ts';
import type { Dimension, Node } from '../graph.ts';
import { intOf } from '../graph.ts';
import { binaryResult, unaryResult } from './known-arithmetic.ts';
import { type KnownValue, knownValueOf, mostKnownElements } from './known-value.ts';
import type { RuleContext, Shape } from './rule-context.ts';

/** A node whose shapes are told, about to be computed where its inputs are known. */
export interface ValueContext extends RuleContext {
  /** The shape of its only output. */
  readonly made: Shape;
}

/** ONNX's numbers for the element types that shapes are computed in. */
const dtypes: Readonly<Record<number, DType>> = { 1: 'float32', 2: 'uint8', 3: 'int8', 6: 'int32', 7: 'int64', 9: 'bool', 11: 'float64' };

/**
 * Computes what a node makes where that is a small tensor that does not depend on the picture: shapes, axes, scales.
 *
 * @returns undefined where it depends on the picture, or Graft does not compute it; ONNX Runtime will.
 */
export function knownResult(context: ValueContext): KnownValue | undefined {
  const shape = context.made.filter((size) => typeof size === 'number');
  if (shape.length < context.made.length || elementCount(shape) > mostKnownElements) return undefined;
  const made = compute(context);
  return made === undefined || made.elements.length !== elementCount(shape) ? undefined : { ...made, shape };
}

type Elements = Omit<KnownValue, 'shape'>;

function compute(context: ValueContext): Elements | undefined {
  const { node, shape, made } = context;
  switch (node.operator) {
    case 'Shape':
      return { dtype: 'int64', elements: shape(0).slice(intOf(node, 'start', 0), intOf(node, 'end', shape(0).length)) };
    case 'ConstantOfShape':
      return filled(node, made);
    case 'Range':
      return counted(context);
    case 'Cast':
      return cast(context);
    case 'Gather':
      return gathered(context);
    case 'Slice':
      return sliced(context);
    case 'Concat':
      return concatenated(context);
    case 'Where':
      return chosen(context);
    case 'Expand':
      return repeated(context);
    case 'ReduceProd':
      return multiplied(context);
    case 'Identity':
    case 'Flatten':
    case 'Reshape':
    case 'Squeeze':
    case 'Unsqueeze':
      return context.value(0);
  }
  const [a, b] = [context.value(0), context.value(1)];
  if (a === undefined) return undefined;
  return context.node.inputs.length === 1 ? unaryResult(node.operator, a) : b === undefined ? undefined : binaryResult(node.operator, a, b);
}

function filled(node: Node, made: Shape): Elements {
  const attribute = node.attributes['value'];
  const value = attribute?.type === 'tensor' ? knownValueOf(attribute.value) : undefined;
  const count = elementCount(made.map(Number));
  return { dtype: value?.dtype ?? 'float32', elements: new Array<Dimension>(count).fill(value?.elements[0] ?? 0) };
}

function counted({ value, made }: ValueContext): Elements | undefined {
  const [from, step] = [value(0)?.elements[0], value(2)?.elements[0]];
  if (typeof from !== 'number' || typeof step !== 'number') return undefined;
  return { dtype: value(0)?.dtype ?? 'int64', elements: Array.from({ length: Number(made[0]) }, (_, at) => from + at * step) };
}

function cast({ node, value }: ValueContext): Elements | undefined {
  const from = value(0);
  const dtype = dtypes[intOf(node, 'to', 0)];
  if (from === undefined || dtype === undefined) return undefined;
  const elements = from.elements.map((element): Dimension => {
    if (typeof element === 'string' || dtype.startsWith('float')) return element;
    return dtype === 'bool' ? Number(element !== 0) : Math.trunc(element);
  });
  return { dtype, elements };
}

function gathered({ node, shape, value }: ValueContext): Elements | undefined {
  const [from, indices] = [value(0), value(1)];
  if (from === undefined || indices === undefined || shape(0).length !== 1 || intOf(node, 'axis', 0) !== 0) return undefined;
  const elements = indices.elements.map((index) => (typeof index === 'number' ? from.elements.at(index) : undefined));
  return whole(from.dtype, elements);
}

function sliced({ node, shape, value, made }: ValueContext): Elements | undefined {
  const from = value(0);
  const [start, step] = [value(1)?.elements[0], node.inputs.length > 4 ? value(4)?.elements[0] : 1];
  if (from === undefined || shape(0).length !== 1 || typeof start !== 'number' || typeof step !== 'number') return undefined;
  const length = from.elements.length;
  const first = Math.min(Math.max(start < 0 ? start + length : start, 0), step > 0 ? length : length - 1);
  return whole(
    from.dtype,
    Array.from({ length: Number(made[0]) }, (_, at) => from.elements[first + at * step]),
  );
}

function concatenated({ node, shape, value }: ValueContext): Elements | undefined {
  if (shape(0).length !== 1) return undefined;
  const parts = node.inputs.map((_, input) => value(input));
  return whole(
    parts[0]?.dtype ?? 'int64',
    parts.flatMap((part): readonly (Dimension | undefined)[] => part?.elements ?? [undefined]),
  );
}

/** Elements of inputs that are broadcast from one number or from as many as are made; others are left to ONNX Runtime. */
function at(value: KnownValue | undefined, index: number, count: number): Dimension | undefined {
  return value === undefined || (value.elements.length !== 1 && value.elements.length !== count)
    ? undefined
    : value.elements[value.elements.length === 1 ? 0 : index];
}

function chosen({ value, made }: ValueContext): Elements | undefined {
  const count = elementCount(made.map(Number));
  const elements = Array.from({ length: count }, (_, index) => {
    const condition = at(value(0), index, count);
    return condition === undefined ? undefined : at(value(condition === 0 ? 2 : 1), index, count);
  });
  return whole(value(1)?.dtype ?? 'int64', elements);
}

function repeated({ value, made }: ValueContext): Elements | undefined {
  const count = elementCount(made.map(Number));
  return whole(
    value(0)?.dtype ?? 'int64',
    Array.from({ length: count }, (_, index) => at(value(0), index, count)),
  );
}

function multiplied({ value, made }: ValueContext): Elements | undefined {
  const from = value(0);
  if (from === undefined || made.some((size) => size !== 1)) return undefined;
  const factors = from.elements.filter((element) => typeof element === 'number');
  const free = from.elements.filter((element) => typeof element === 'string');
  const product = factors.reduce((all, element) => all * element, 1);
  if (free.length > 1) return undefined;
  return { dtype: from.dtype, elements: [free.length === 0 ? product : product === 1 ? (free[0] ?? 1) : `${free[0]}*${product}`] };
}

function whole(dtype: DType, elements: readonly (Dimension | undefined)[]): Elements | undefined {
  const known = elements.filter((element) => element !== undefined);
  return known.length === elements.length ? { dtype, elements: known } : undefined;
}
