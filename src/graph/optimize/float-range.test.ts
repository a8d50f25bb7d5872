import { expect, test } from 'vitest';
import { tensor } from '../../tensor/tensor.ts';
import type { Node } from '../graph.ts';
import { int } from '../graph.ts';
import { floatRange, within } from './float-range.ts';

const node = (operator: string, inputs: string[] = ['a'], attributes: Node['attributes'] = {}): Node => ({
  ...{ name: 'n', operator, domain: '', inputs, outputs: ['n'], attributes },
});
const scalar = (x: number) => tensor('float32', [], Float32Array.of(x));
const constants = new Map([
  ['0', scalar(0)],
  ['6', scalar(6)],
]);
const known = { low: -1, high: 4 };

test.each([
  ['a max pool', node('MaxPool'), known],
  ['an average pool', node('AveragePool'), known],
  ['an average pool whose border counts', node('AveragePool', ['a'], { count_include_pad: int(1) }), undefined],
  ['a ReLU', node('Relu'), { low: 0, high: 4 }],
  ['a ReLU6', node('Clip', ['a', '0', '6']), { low: 0, high: 4 }],
  ['a clip without an upper bound', node('Clip', ['a', '0', '']), { low: 0, high: 4 }],
  ['a sigmoid', node('Sigmoid'), { low: 0, high: 1 }],
  ['a convolution', node('Conv', ['a', 'w']), undefined],
])('%s of what lies between -1 and 4', (_what, operator, expected) => {
  expect(floatRange(operator, () => known, constants)).toEqual(expected);
});

test('a concatenation spans all its parts, and is unknown where one is', () => {
  const parts = [{ low: -1, high: 2 }, { low: 0, high: 5 }, undefined];
  expect(floatRange(node('Concat', ['a', 'b']), (position) => parts[position], constants)).toEqual({ low: -1, high: 5 });
  expect(floatRange(node('Concat', ['a', 'b', 'c']), (position) => parts[position], constants)).toBeUndefined();
});

test('a clip of what is unknown lies within its bounds', () => {
  expect(floatRange(node('Clip', ['a', '0', '6']), () => undefined, constants)).toEqual({ low: 0, high: 6 });
});

test('half of a step beyond a bound is within it', () => {
  expect(within({ low: 0, high: 255.49 }, { low: 0, high: 255 })).toBe(true);
  expect(within({ low: 0, high: 255.51 }, { low: 0, high: 255 })).toBe(false);
  expect(within(undefined, { low: 0, high: 255 })).toBe(false);
});
