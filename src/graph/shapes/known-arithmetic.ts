import type { Dimension } from '../graph.ts';
import { dividedBy, plus, times } from './dimension.ts';
import type { KnownValue } from './known-value.ts';

type Elements = Omit<KnownValue, 'shape'>;

const unary: Readonly<Record<string, (x: number) => number>> = {
  Abs: Math.abs,
  Ceil: Math.ceil,
  Floor: Math.floor,
  Neg: (x) => -x,
  Not: (x) => Number(x === 0),
  Sqrt: Math.sqrt,
};

/** A known value through an operator of one input; undefined where the operator is not one of shapes' arithmetic. */
export function unaryResult(operator: string, a: KnownValue): Elements | undefined {
  const apply = unary[operator];
  if (apply === undefined) return undefined;
  const keeps = operator === 'Ceil' || operator === 'Floor'; // a free dimension is a whole number already
  const elements = a.elements.map((element) => (typeof element === 'number' ? apply(element) : keeps ? element : undefined));
  return whole(a.dtype, elements);
}

/** The operators whose result is a truth. */
const comparisons: ReadonlySet<string> = new Set(['And', 'Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Or', 'Xor']);

const binary: Readonly<Record<string, (x: number, y: number) => number>> = {
  And: (x, y) => Number(x !== 0 && y !== 0),
  Equal: (x, y) => Number(x === y),
  Greater: (x, y) => Number(x > y),
  GreaterOrEqual: (x, y) => Number(x >= y),
  Less: (x, y) => Number(x < y),
  LessOrEqual: (x, y) => Number(x <= y),
  Max: Math.max,
  Min: Math.min,
  Mod: (x, y) => ((x % y) + y) % y,
  Or: (x, y) => Number(x !== 0 || y !== 0),
  Pow: (x, y) => x ** y,
  Sub: (x, y) => x - y,
  Xor: (x, y) => Number((x !== 0) !== (y !== 0)),
};

/** Two known values through an operator, the one of a single number spread over the other; undefined as {@link unaryResult}. */
export function binaryResult(operator: string, a: KnownValue, b: KnownValue): Elements | undefined {
  const count = Math.max(a.elements.length, b.elements.length);
  if (![a, b].every(({ elements }) => elements.length === 1 || elements.length === count)) return undefined;
  const real = a.dtype.startsWith('float');
  const elements = Array.from({ length: count }, (_, at): Dimension | undefined => {
    const [x, y] = [a.elements[a.elements.length === 1 ? 0 : at], b.elements[b.elements.length === 1 ? 0 : at]];
    return x === undefined || y === undefined ? undefined : combine(operator, x, y, real);
  });
  return whole(comparisons.has(operator) ? 'bool' : a.dtype, elements);
}

function combine(operator: string, x: Dimension, y: Dimension, real: boolean): Dimension | undefined {
  if (operator === 'Add') return plus(x, y);
  if (operator === 'Mul') return real && (typeof x === 'string' || typeof y === 'string') ? undefined : times(x, y);
  const numbers = typeof x === 'number' && typeof y === 'number';
  if (operator === 'Div') {
    if (!numbers) return dividedBy(x, y);
    return y === 0 ? undefined : real ? x / y : Math.trunc(x / y);
  }
  // A free size is a count: no number below 1 equals it.
  if (operator === 'Equal' && !numbers) return x === y ? 1 : Number(x) < 1 || Number(y) < 1 ? 0 : undefined;
  return numbers ? binary[operator]?.(x, y) : undefined;
}

function whole(dtype: KnownValue['dtype'], elements: readonly (Dimension | undefined)[]): Elements | undefined {
  const known = elements.filter((element) => element !== undefined);
  return known.length === elements.length ? { dtype, elements: known } : undefined;
}
