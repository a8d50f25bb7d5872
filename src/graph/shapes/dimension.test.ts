import { expect, test } from 'vitest';
import { differ, dividedBy, factorOf, plus, product, sizeWhere, times } from './dimension.ts';

test('products of sizes and of multiples of a free one', () => {
  expect(product([])).toBe(1);
  expect(product([2, 'batch', 3])).toBe('batch*6');
  expect(times('batch*4', 0)).toBe(0);
  expect(times('', 5)).toBe('*5'); // a free size without a name
  expect(times('batch*2', 'height*3')).toBe('batch*height*6');
});

test('quotients that come out even, and none that do not', () => {
  expect(dividedBy('batch*6', 'batch')).toBe(6);
  expect(dividedBy('batch*6', 'batch*3')).toBe(2);
  expect(dividedBy('batch*6', 6)).toBe('batch');
  expect(dividedBy('batch*height*6', 'batch*2')).toBe('height*3');
  for (const [a, b] of [
    [7, 2],
    [7, 0],
    ['batch*7', 2],
    ['batch', 'height'],
    [4, 'batch'],
  ] as const)
    expect(dividedBy(a, b)).toBeUndefined();
});

test('sums, sizes and factors', () => {
  expect(plus('batch*2', 'batch')).toBe('batch*3');
  expect([plus('batch', 0), plus(0, 3), plus('a', 'b')]).toEqual(['batch', 3, 'a+b']);
  expect([sizeWhere('batch*6', 'batch', 2), sizeWhere(5, 'batch', 2), sizeWhere('height', 'batch', 2)]).toEqual([12, 5, undefined]);
  expect([factorOf('batch*6', 'batch'), factorOf(6, 'batch'), factorOf('height', 'batch')]).toEqual([6, undefined, undefined]);
});

test('what cannot be the same', () => {
  expect([differ(2, 3), differ('batch*2', 'batch*3'), differ('batch', 'batch'), differ('batch', 3), differ('a', 'b')]).toEqual([
    ...[true, true, false, false, false],
  ]);
});
