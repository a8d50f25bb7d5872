import type { RuleContext } from '../gradient-rule.ts';

/** Gives a value the shape of another, which holds as many numbers. At most one free dimension needs no look at the data. */
export function reshapeLike({ add, integers, shape }: RuleContext, value: string, like: string): string {
  const sizes = shape(like);
  const free = sizes.filter((size) => typeof size === 'string').length;
  const target = free <= 1 ? integers(sizes.map((size) => (typeof size === 'string' ? -1 : size))) : add('Shape', [like]);
  return add('Reshape', [value, target]);
}
