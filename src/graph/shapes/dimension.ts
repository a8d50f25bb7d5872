import type { Dimension } from '../graph.ts';

/**
 * Arithmetic of dimensions that may be free: a free one is a name, or a whole multiple of one, written `batch*64`.
 *
 * @module
 */

/** A free dimension taken apart: its name, and what it is multiplied by. */
interface Multiple {
  readonly name: string;
  readonly factor: number;
}

function multipleOf(dimension: string): Multiple {
  const [, name = dimension, factor = '1'] = /^(.*)\*(\d+)$/s.exec(dimension) ?? [];
  return { name, factor: Number(factor) };
}

const written = (name: string, factor: number): Dimension => (factor === 0 ? 0 : factor === 1 ? name : `${name}*${factor}`);

/** The product of two dimensions. */
export function times(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (typeof a === 'number') return times(b, a);
  const left = multipleOf(a);
  if (typeof b === 'number') return written(left.name, left.factor * b);
  const right = multipleOf(b);
  return written(`${left.name}*${right.name}`, left.factor * right.factor);
}

/** The product of some dimensions; 1 of none. */
export function product(dimensions: readonly Dimension[]): Dimension {
  return dimensions.reduce<Dimension>(times, 1);
}

/** The quotient of two dimensions where it is a whole number, or a whole multiple of a free one; else undefined. */
export function dividedBy(a: Dimension, b: Dimension): Dimension | undefined {
  if (a === b) return 1;
  if (typeof a === 'number') return typeof b === 'number' && b !== 0 && a % b === 0 ? a / b : undefined;
  const over = multipleOf(a);
  if (typeof b === 'number') return b !== 0 && over.factor % b === 0 ? written(over.name, over.factor / b) : undefined;
  const under = multipleOf(b);
  if (over.factor % under.factor !== 0) return undefined;
  if (over.name === under.name) return over.factor / under.factor;
  const rest = over.name.startsWith(`${under.name}*`) ? over.name.slice(under.name.length + 1) : undefined;
  return rest === undefined ? undefined : written(rest, over.factor / under.factor);
}

/** Whether two dimensions cannot be the same: two sizes, or two multiples of one free size. */
export function differ(a: Dimension, b: Dimension): boolean {
  if (typeof a === 'number' || typeof b === 'number') return typeof a === typeof b && a !== b;
  const [left, right] = [multipleOf(a), multipleOf(b)];
  return left.name === right.name && left.factor !== right.factor;
}

/** The sum of two dimensions; that of free ones is a new name, but for multiples of the same. */
export function plus(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a === 0) return b;
  if (b === 0) return a;
  if (typeof a === 'string' && typeof b === 'string') {
    const [left, right] = [multipleOf(a), multipleOf(b)];
    if (left.name === right.name) return written(left.name, left.factor + right.factor);
  }
  return `${a}+${b}`;
}

/** A dimension's size where the free one of that name has a given size; undefined where another is free in it. */
export function sizeWhere(dimension: Dimension, name: string, size: number): number | undefined {
  if (typeof dimension === 'number') return dimension;
  const multiple = multipleOf(dimension);
  return multiple.name === name ? multiple.factor * size : undefined;
}

/** A whole multiple's factor: 64 of `batch*64`; undefined where it is no multiple of that name. */
export function factorOf(dimension: Dimension, name: string): number | undefined {
  return typeof dimension === 'string' ? sizeWhere(dimension, name, 1) : undefined;
}
