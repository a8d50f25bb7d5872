import { expect, test } from 'vitest';
import { tensor } from '../../tensor/tensor.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { clipsAsRelu } from './clips-as-relu.ts';

test.each([
  ['what training saw', 0, 14.9, 'Relu'],
  ['no upper bound', 0, undefined, 'Relu'],
  ['a ReLU6', 0, 6, 'Clip'],
  ['a ReLU6 in 8 bits', 0, 255 * Math.fround(0.0235), 'Clip'],
  ['from below 0', -1, 14.9, 'Clip'],
])('%s: from %d to %d stays, or becomes, a %s', (_what, low, high, operator) => {
  const builder = new GraphBuilder();
  const scalar = (name: string, x: number): string => builder.constant(name, tensor('float32', [], Float32Array.of(x)));
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 2] });
  const bounds = [scalar('low', low), high === undefined ? '' : scalar('high', high)];
  builder.add('Clip', ['x', ...bounds], { as: 'out' });
  const [node] = clipsAsRelu(builder.finish('g', [{ name: 'out', dtype: 'float32', shape: ['batch', 2] }])).nodes;
  expect(node).toMatchObject({ operator, inputs: operator === 'Relu' ? ['x'] : ['x', ...bounds], outputs: ['out'] });
});
