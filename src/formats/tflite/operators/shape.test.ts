import { describe, expect, test } from 'vitest';
import { makeTflite, type OperatorPlan, type TensorPlan } from '../../../../test/fixtures/make-tflite.ts';
import {
  activation,
  expectClose,
  makeBias,
  makePixels,
  makeWeights,
  type Real,
  runTflite,
  ways,
} from '../../../../test/fixtures/tflite-operator.ts';
import { seededRandom } from '../../../tensor/random.ts';
import { convertTflite } from '../convert.ts';
import { readTflite } from '../read.ts';

const steps = { scale: Math.fround(0.02), zeroPoint: 99 };
const [height, width, channels] = [3, 4, 2];
const size = [1, height, width, channels];
const ints = (name: string, values: readonly number[], shape: readonly number[] = [values.length]): TensorPlan => ({
  name,
  type: 'int32',
  shape,
  data: Int32Array.from(values),
});

describe.each(ways)('%s file, run in %s', (kind, precision) => {
  const { pixels, real } = makePixels(kind, [2, height, width, channels], steps, seededRandom(7));
  const input = activation('in', kind, size, steps);

  /** Runs operators on the input; the last tensor is the output. */
  async function run(tensors: readonly TensorPlan[], operators: readonly OperatorPlan[]): Promise<Real | undefined> {
    const all = [input, ...tensors];
    const plan = { tensors: all, operators, inputs: [0], outputs: [all.length - 1] };
    return (await runTflite(plan, precision, pixels))[all.at(-1)?.name ?? ''];
  }

  test.each([
    ['in one row', [1, 24]],
    ['as another picture', [1, 2, 3, 4]],
    ['as a picture of one pixel', [1, 1, 1, 24]],
    ['in rows', [1, 6, 4]],
  ])('RESHAPE %s keeps the order of the file', async (_name, shape) => {
    const found = await run(
      [ints('shape', shape), activation('out', kind, shape, steps)],
      [{ name: 'RESHAPE', inputs: [0, 1], outputs: [2] }],
    );
    expectClose(found, { shape: [2, ...shape.slice(1)], data: real.data }, { kind, precision, steps });
  });

  test('RESHAPE back and forth is nothing', async () => {
    const found = await run(
      [ints('flat', [1, 24]), activation('row', kind, [1, 24], steps), ints('square', size), activation('out', kind, size, steps)],
      [
        { name: 'RESHAPE', inputs: [0, 1], outputs: [2] },
        { name: 'RESHAPE', inputs: [2, 3], outputs: [4] },
      ],
    );
    expectClose(found, real, { kind, precision, steps });
  });

  test('FULLY_CONNECTED reads a picture in the order of the file', async () => {
    const random = seededRandom(8);
    const weights = makeWeights(kind, [5, 24], 0, random);
    const bias = makeBias(kind, 5, steps.scale, weights.scales, random);
    const out = { scale: Math.fround(0.08), zeroPoint: 128 };
    const found = await run(
      [weights.plan, bias.plan, activation('out', kind, [1, 5], out)],
      [{ name: 'FULLY_CONNECTED', inputs: [0, 1, 2], outputs: [3], options: [] }],
    );
    const expected: number[] = [];
    for (let n = 0; n < 2; n++) {
      for (let o = 0; o < 5; o++) {
        let sum = bias.real[o] ?? 0;
        for (let i = 0; i < 24; i++) sum += (real.data[24 * n + i] ?? 0) * (weights.real.data[24 * o + i] ?? 0);
        expected.push(sum);
      }
    }
    expectClose(found, { shape: [2, 5], data: expected }, { kind, precision, steps: out });
  });

  test.each([true, false])('MEAN over height and width, dimensions kept: %s', async (keep) => {
    const shape = keep ? [1, 1, 1, channels] : [1, channels];
    const operator: OperatorPlan = { name: 'MEAN', inputs: [0, 1], outputs: [2], options: [[0, 'int8', keep ? 1 : 0]] };
    const found = await run([ints('axes', [1, -2]), activation('out', kind, shape, steps)], [operator]);
    const sums = new Float64Array(4);
    for (let i = 0; i < 48; i++) {
      const place = 2 * Math.floor(i / 24) + (i % 2);
      sums[place] = (sums[place] ?? 0) + (real.data[i] ?? 0) / 12;
    }
    expectClose(found, { shape: [2, ...shape.slice(1)], data: sums }, { kind, precision, steps });
  });

  test('PAD adds real zeros around the picture', async () => {
    const shape = [1, height + 3, width + 1, channels];
    const found = await run(
      [ints('amounts', [0, 0, 1, 2, 0, 1, 0, 0], [4, 2]), activation('out', kind, shape, steps)],
      [{ name: 'PAD', inputs: [0, 1], outputs: [2], options: [] }],
    );
    const expected: number[] = [];
    for (let n = 0; n < 2; n++) {
      for (let y = -1; y < height + 2; y++) {
        for (let x = 0; x < width + 1; x++) {
          for (let c = 0; c < channels; c++)
            expected.push(y < 0 || y >= height || x >= width ? 0 : (real.data[((n * height + y) * width + x) * channels + c] ?? 0));
        }
      }
    }
    expectClose(found, { shape: [2, ...shape.slice(1)], data: expected }, { kind, precision, steps });
  });
});

test.each<[string, TensorPlan[], OperatorPlan]>([
  [
    'RESHAPE that mixes pictures',
    [ints('shape', [2, 12]), activation('out', 'float32', [2, 12], steps)],
    { name: 'RESHAPE', inputs: [0, 1], outputs: [2] },
  ],
  [
    'MEAN over the channels',
    [ints('axes', [3]), activation('out', 'float32', [1, 3, 4], steps)],
    { name: 'MEAN', inputs: [0, 1], outputs: [2] },
  ],
  ['MEAN over axes that are computed', [activation('out', 'float32', [1, 2], steps)], { name: 'MEAN', inputs: [0, 0], outputs: [1] }],
])('%s is refused', (_name, tensors, operator) => {
  const all = [activation('in', 'float32', size, steps), ...tensors];
  const plan = { tensors: all, operators: [operator], inputs: [0], outputs: [all.length - 1] };
  expect(() => convertTflite(readTflite(makeTflite(plan)), 'test')).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_OPERATOR', message: expect.stringContaining(operator.name) }),
  );
});
