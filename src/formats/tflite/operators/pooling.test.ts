import { describe, expect, test } from 'vitest';
import type { OptionField } from '../../../../test/fixtures/make-tflite.ts';
import { activation, expectClose, makePixels, type Real, runTflite, ways } from '../../../../test/fixtures/tflite-operator.ts';
import { seededRandom } from '../../../tensor/random.ts';
import { tensor } from '../../../tensor/tensor.ts';

interface Case {
  readonly what: string;
  readonly size: readonly [height: number, width: number];
  readonly window: readonly [height: number, width: number];
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

const cases: readonly Case[] = [
  { what: '3x3 SAME', size: [5, 6], window: [3, 3], stride: 1, padding: 'same' },
  { what: '2x2 SAME: the odd pixel at the end', size: [5, 6], window: [2, 2], stride: 1, padding: 'same' },
  { what: '3x3 SAME, stride 2, even', size: [6, 8], window: [3, 3], stride: 2, padding: 'same' },
  { what: '3x3 SAME, stride 2, odd', size: [7, 5], window: [3, 3], stride: 2, padding: 'same' },
  { what: '3x3 VALID, stride 2', size: [8, 7], window: [3, 3], stride: 2, padding: 'valid' },
  { what: 'the whole map', size: [4, 3], window: [4, 3], stride: 1, padding: 'valid' },
];

/** Pools of TensorFlow: pixels outside the picture take no part, neither in the maximum nor in the count of the mean. */
function reference(input: Real, { window, stride, padding }: Case, mean: boolean): Real {
  const [batch = 1, height = 1, width = 1, channels = 1] = input.shape;
  const count = (size: number, reach: number): number =>
    padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - reach) / stride) + 1;
  const [rows, columns] = [count(height, window[0]), count(width, window[1])];
  const before = (positions: number, size: number, reach: number): number =>
    Math.floor(Math.max(0, (positions - 1) * stride + reach - size) / 2);
  const out: number[] = [];
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        for (let c = 0; c < channels; c++) {
          const there: number[] = [];
          for (let ky = 0; ky < window[0]; ky++) {
            for (let kx = 0; kx < window[1]; kx++) {
              const [atY, atX] = [y * stride + ky - before(rows, height, window[0]), x * stride + kx - before(columns, width, window[1])];
              if (atY >= 0 && atY < height && atX >= 0 && atX < width)
                there.push(input.data[((n * height + atY) * width + atX) * channels + c] ?? Number.NaN);
            }
          }
          out.push(mean ? there.reduce((sum, value) => sum + value, 0) / there.length : Math.max(...there));
        }
      }
    }
  }
  return { shape: [batch, rows, columns, channels], data: out };
}

const steps = { scale: Math.fround(0.02), zeroPoint: 99 };

describe.each(ways)('%s file, run in %s', (kind, precision) => {
  test.each(cases.flatMap((c) => (['MAX_POOL_2D', 'AVERAGE_POOL_2D'] as const).map((name) => ({ ...c, name }))))(
    '$name $what',
    async (c) => {
      const { pixels, real } = makePixels(kind, [2, ...c.size, 3], steps, seededRandom(5));
      const expected = reference(real, c, c.name === 'AVERAGE_POOL_2D');
      const options: OptionField[] = [
        [0, 'int8', c.padding === 'same' ? 0 : 1],
        [1, 'int32', c.stride],
        [2, 'int32', c.stride],
        [3, 'int32', c.window[1]],
        [4, 'int32', c.window[0]],
      ];
      const plan = {
        tensors: [activation('in', kind, [1, ...c.size, 3], steps), activation('out', kind, [1, ...expected.shape.slice(1)], steps)],
        operators: [{ name: c.name, inputs: [0], outputs: [1], options }],
        inputs: [0],
        outputs: [1],
      };
      // A mean of uint8 numbers lies halfway between two steps often, and may be rounded either way: only the step is compared.
      const found = (await runTflite(plan, precision, pixels))['out'];
      if (c.name === 'AVERAGE_POOL_2D' && precision === 'int8') {
        const off = expected.data as number[];
        expect(off.every((value, i) => Math.abs((found?.data[i] ?? Number.NaN) - value) <= 0.501 * steps.scale)).toBe(true);
      } else expectClose(found, expected, { kind, precision, steps });
    },
  );
});

test('padding does not count in an average at the border: by hand', async () => {
  const options: OptionField[] = [
    [1, 'int32', 1],
    [2, 'int32', 1],
    [3, 'int32', 3],
    [4, 'int32', 3],
  ];
  const plan = {
    tensors: [activation('in', 'float32', [1, 2, 2, 1], steps), activation('out', 'float32', [1, 2, 2, 1], steps)],
    operators: [{ name: 'AVERAGE_POOL_2D', inputs: [0], outputs: [1], options }],
    inputs: [0],
    outputs: [1],
  };
  const found = await runTflite(plan, 'float32', tensor('float32', [1, 2, 2, 1], Float32Array.of(1, 2, 3, 6)));
  expect(Array.from(found['out']?.data ?? [])).toEqual([3, 3, 3, 3]); // (1 + 2 + 3 + 6) / 4, not / 9
});
