import { describe, expect, test } from 'vitest';
import { makeTflite, type OptionField, type TflitePlan } from '../../../test/fixtures/make-tflite.ts';
import { activation, makeWeights } from '../../../test/fixtures/tflite-operator.ts';
import { runGraph } from '../../../test/run-graph.ts';
import { seededRandom } from '../../tensor/random.ts';
import { tensor } from '../../tensor/tensor.ts';
import { convertTflite } from './convert.ts';
import { cutTflite } from './cut.ts';
import { readTflite } from './read.ts';
import { withInputSize } from './with-input-size.ts';

const steps = { scale: Math.fround(0.02), zeroPoint: 120 };
const window = (padding: 0 | 1, stride: number, filter?: [width: number, height: number]): OptionField[] => [
  [0, 'int8', padding],
  [1, 'int32', stride],
  [2, 'int32', stride],
  ...(filter?.map((size, i): OptionField => [3 + i, 'int32', size]) ?? []),
];

/** A bit of everything that slides, published for pictures of 11 x 9. */
function slidingPlan(): TflitePlan {
  const random = seededRandom(4);
  const conv = { ...makeWeights('uint8', [4, 3, 3, 2], 0, random).plan, name: 'conv/weights' };
  const depthwise = { ...makeWeights('uint8', [1, 2, 3, 4], 3, random).plan, name: 'depthwise/weights' };
  const dense = { ...makeWeights('uint8', [2, 8], 0, random).plan, name: 'dense/weights' };
  const flat = { ...makeWeights('uint8', [2, 3 * 4 * 8], 0, random).plan, name: 'flat/weights' };
  const map = (name: string, shape: readonly number[]) => activation(name, 'uint8', shape, steps);
  return {
    tensors: [
      map('in', [1, 11, 9, 2]), // 0
      conv, // 1
      map('conv', [1, 6, 5, 4]), // 2: ceil(11/2), ceil(9/2)
      depthwise, // 3
      map('depthwise', [1, 5, 3, 4]), // 4: 6-2+1, 5-3+1
      { name: 'pads', type: 'int32', shape: [4, 2], data: Int32Array.of(0, 0, 1, 0, 0, 2, 0, 0) }, // 5
      map('pad', [1, 6, 5, 4]), // 6
      map('pool', [1, 3, 4, 4]), // 7: 2x2 of `pad`, VALID, stride 2 by 1
      map('pooled again', [1, 3, 4, 4]), // 8
      map('sum', [1, 3, 4, 4]), // 9
      map('concat', [1, 3, 4, 8]), // 10
      map('whole', [1, 1, 1, 8]), // 11
      dense, // 12
      map('dense', [1, 2]), // 13
      flat, // 14
      map('flat', [1, 2]), // 15
    ],
    operators: [
      { name: 'CONV_2D', inputs: [0, 1, -1], outputs: [2], options: window(0, 2) },
      { name: 'DEPTHWISE_CONV_2D', inputs: [2, 3, -1], outputs: [4], options: [...window(1, 1), [3, 'int32', 1]] },
      { name: 'PAD', inputs: [4, 5], outputs: [6], options: [] },
      {
        name: 'MAX_POOL_2D',
        inputs: [6],
        outputs: [7],
        options: [
          [0, 'int8', 1],
          [1, 'int32', 1],
          [2, 'int32', 2],
          [3, 'int32', 2],
          [4, 'int32', 2],
        ],
      },
      { name: 'AVERAGE_POOL_2D', inputs: [7], outputs: [8], options: window(0, 1, [3, 3]) },
      { name: 'ADD', inputs: [7, 8], outputs: [9], options: [] },
      { name: 'CONCATENATION', inputs: [7, 9], outputs: [10], options: [[0, 'int32', 3]] },
      { name: 'AVERAGE_POOL_2D', inputs: [10], outputs: [11], options: window(1, 1, [4, 3]) },
      { name: 'FULLY_CONNECTED', inputs: [11, 12, -1], outputs: [13], options: [] },
      { name: 'FULLY_CONNECTED', inputs: [10, 14, -1], outputs: [15], options: [] },
    ],
    inputs: [0],
    outputs: [13, 15],
  };
}

const published = readTflite(makeTflite(slidingPlan()));

describe.each([
  ['as published', 9, 11],
  ['larger', 20, 17],
  ['smaller', 8, 9],
])('%s: %i x %i', (_name, width, height) => {
  const sliding = cutTflite(published, ['dense', 'concat', 'sum', 'pool']);
  const resized = withInputSize(sliding, { width, height });

  test('every shape is the one that ONNX Runtime finds', async () => {
    // Each activation once as an output, in the converter's order of axes.
    const outputs = [...new Set(resized.operators.flatMap((operator) => operator.outputs))];
    const graph = convertTflite({ ...resized, outputs }, 'all');
    const pixels = tensor('uint8', [1, height, width, 2], new Uint8Array(height * width * 2).fill(130));
    const found = await runGraph(graph, { pixels });
    for (const index of outputs) {
      const { name, shape } = resized.tensors[index] ?? { name: '', shape: [] };
      const [batch = 0, rows = 0, columns = 0, channels = 0] = shape;
      expect(found[name]?.shape, name).toEqual(shape.length === 4 ? [batch, channels, rows, columns] : shape);
    }
  });

  test('a pool over the whole map stays one', () => {
    const { options } = resized.operators.findLast(({ name }) => name === 'AVERAGE_POOL_2D') ?? {};
    const [, rows, columns] = resized.tensors.find(({ name }) => name === 'concat')?.shape ?? [];
    expect([options?.['filterHeight'], options?.['filterWidth']]).toEqual([rows, columns]);
  });
});

test('the published size changes nothing', () => {
  expect(withInputSize(published, { width: 9, height: 11 })).toEqual(published);
});

test.each([
  ['a dense layer over a map', published, { width: 20, height: 17 }],
  ['a picture of which nothing is left', cutTflite(published, ['pool']), { width: 2, height: 2 }],
])('refuses %s', (_name, network, size) => {
  expect(() => withInputSize(network, size)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_OPERATOR', hint: expect.any(String) }));
});
