import { expect, test } from 'vitest';
import { outputOf } from '../../test/run-graph.ts';
import { tensor } from '../tensor/tensor.ts';
import { chain } from './chain.ts';
import type { Graph } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';

/** A network that multiplies, its constant and inner value called alike in every copy. */
function times(factor: number, from: string, to: string): Graph {
  const builder = new GraphBuilder();
  builder.input({ name: from, dtype: 'float32', shape: ['batch', 2] });
  const constant = builder.constant('factor', tensor('float32', [], Float32Array.of(factor)));
  const product = builder.add('Mul', [from, constant], { as: 'product' });
  builder.add('Identity', [product], { as: to });
  return builder.finish(`times ${factor}`, [{ name: to, dtype: 'float32', shape: ['batch', 2] }], { factor: String(factor) });
}

test('the second network reads what the first gives, whatever both call their values', async () => {
  const both = chain(times(3, 'x', 'y'), times(5, 'y', 'z'));
  const { data } = await outputOf(both, { x: tensor('float32', [1, 2], Float32Array.of(1, -2)) });
  expect([...data]).toEqual([15, -30]);
  expect(both.inputs.map(({ name }) => name)).toEqual(['x']);
  expect(both.outputs.map(({ name }) => name)).toEqual(['z']);
  expect(both.metadata).toEqual({ factor: '5' });
});

test('a network that gives something else is refused', () => {
  expect(() => chain(times(3, 'x', 'y'), times(5, 'other', 'z'))).toThrow(/"other"/);
});
