import { expect, test } from 'vitest';
import { runGraph } from '../../../test/run-graph.ts';
import { seededRandom } from '../../tensor/random.ts';
import { tensor } from '../../tensor/tensor.ts';
import { int, ints } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { maxPoolAsMaxima } from './max-pool-as-maxima.ts';

test.each([
  { kernel: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0], dilations: [1, 1] },
  { kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1] },
  { kernel: [2, 3], strides: [2, 1], pads: [1, 0, 0, 2], dilations: [2, 1] },
])('a max pool of $kernel, strides $strides, pads $pads gives the same numbers', async ({ kernel, strides, pads, dilations }) => {
  const random = seededRandom(7);
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 3, 9, 8] });
  const attributes = {
    kernel_shape: ints(kernel),
    strides: ints(strides),
    pads: ints(pads),
    dilations: ints(dilations),
    ceil_mode: int(0),
  };
  builder.add('MaxPool', ['x'], { as: 'y', attributes });
  const graph = builder.finish('pool', [{ name: 'y', dtype: 'float32', shape: ['batch', 3, 'height', 'width'] }]);
  const x = tensor(
    'float32',
    [2, 3, 9, 8],
    Float32Array.from({ length: 2 * 3 * 9 * 8 }, () => random.normal() - 2),
  ); // below the padding, were it 0
  const rewritten = maxPoolAsMaxima(graph);
  expect(rewritten.nodes.map(({ operator }) => operator)).not.toContain('MaxPool');
  const [expected, found] = [await runGraph(graph, { x }), await runGraph(rewritten, { x })];
  expect(found['y']).toEqual(expected['y']);
});
