import { expect, test } from 'vitest';
import { tensor } from '../../tensor/tensor.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { withoutSaturation } from './without-saturation.ts';

test.each([
  ['from 0 to what training saw', 0, 14.9, 'Relu'],
  ['from 0 on', 0, undefined, 'Relu'],
  ['from what training saw to what it saw', -3.2, 14.9, 'Identity'],
  ['a ReLU6', 0, 6, 'Clip'],
  ['a ReLU6 in 8 bits', 0, 255 * Math.fround(0.0235), 'Clip'],
  ['a ReLU of -1 to 1', -1, 1, 'Clip'],
])('%s', (_what, low, high, operator) => {
  const builder = new GraphBuilder();
  const scalar = (name: string, x: number): string => builder.constant(name, tensor('float32', [], Float32Array.of(x)));
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 2] });
  const bounds = [scalar('low', low), high === undefined ? '' : scalar('high', high)];
  builder.add('Clip', ['x', ...bounds], { as: 'out' });
  const [node] = withoutSaturation(builder.finish('g', [{ name: 'out', dtype: 'float32', shape: ['batch', 2] }])).nodes;
  expect(node).toMatchObject({ operator, inputs: operator === 'Clip' ? ['x', ...bounds] : ['x'], outputs: ['out'] });
});
