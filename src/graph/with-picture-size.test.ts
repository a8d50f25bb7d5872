import { describe, expect, test } from 'vitest';
import { outputOf } from '../../test/run-graph.ts';
import { tensor } from '../tensor/tensor.ts';
import type { Graph } from './graph.ts';
import { ints } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { withPictureSize } from './with-picture-size.ts';

/** Sums windows of 3 x 3 pixels, two pixels apart, and averages the sums. */
function summing(): Graph {
  const builder = new GraphBuilder();
  builder.input({ name: 'pixels', dtype: 'float32', shape: ['batch', 9, 9, 1] });
  const upright = builder.add('Transpose', ['pixels'], { attributes: { perm: ints([0, 3, 1, 2]) } });
  const ones = builder.constant('ones', tensor('float32', [1, 1, 3, 3], new Float32Array(9).fill(1)));
  const sums = builder.add('Conv', [upright, ones], {
    as: 'sums',
    attributes: { kernel_shape: ints([3, 3]), strides: ints([2, 2]), pads: ints([0, 0, 0, 0]) },
  });
  builder.add('GlobalAveragePool', [sums], { as: 'mean' });
  return builder.finish('summing', [{ name: 'mean', dtype: 'float32', shape: ['batch', 1, 1, 1] }]);
}

describe('a network for pictures of another size', () => {
  test.each([
    [9, 9],
    [5, 7],
    [3, 3],
  ])('%i x %i', async (width, height) => {
    const graph = withPictureSize(summing(), { width, height });
    expect(graph.inputs[0]?.shape).toEqual(['batch', height, width, 1]);
    const { data } = await outputOf(graph, { pixels: tensor('float32', [1, height, width, 1], new Float32Array(width * height).fill(2)) });
    expect([...data]).toEqual([18]);
  });

  test('too small a picture is refused, naming the layer', () => {
    expect(() => withPictureSize(summing(), { width: 9, height: 2 })).toThrow(
      expect.objectContaining({ code: 'GRAPH_INVALID', message: expect.stringMatching(/9 x 2 pixels.*"sums"/) }),
    );
  });
});
