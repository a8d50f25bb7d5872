import { describe, expect, test } from 'vitest';
import { makeTflite, type OptionField } from '../../../../test/fixtures/make-tflite.ts';
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
import { tensor } from '../../../tensor/tensor.ts';
import { convertTflite } from '../convert.ts';
import { readTflite } from '../read.ts';

interface Case {
  readonly what: string;
  readonly size: readonly [height: number, width: number];
  readonly kernel: readonly [height: number, width: number];
  readonly strides?: readonly [height: number, width: number];
  readonly dilations?: readonly [height: number, width: number];
  readonly padding: 'same' | 'valid';
  readonly relu?: 'relu' | 'relu6';
}

const cases: readonly Case[] = [
  { what: '1x1', size: [4, 5], kernel: [1, 1], padding: 'same' },
  { what: '3x3 SAME', size: [5, 6], kernel: [3, 3], padding: 'same', relu: 'relu' },
  { what: '3x3 VALID', size: [5, 6], kernel: [3, 3], padding: 'valid' },
  { what: '2x4 SAME: the odd pixel at the end', size: [5, 6], kernel: [2, 4], padding: 'same', relu: 'relu6' },
  { what: '1x7 SAME', size: [6, 9], kernel: [1, 7], padding: 'same' },
  { what: '3x3 SAME, stride 2, even size: padding at the end alone', size: [6, 8], kernel: [3, 3], strides: [2, 2], padding: 'same' },
  { what: '3x3 SAME, stride 2, odd size', size: [7, 5], kernel: [3, 3], strides: [2, 2], padding: 'same' },
  { what: '3x3 VALID, stride 2x1', size: [7, 6], kernel: [3, 3], strides: [2, 1], padding: 'valid' },
  { what: '1x1 SAME, stride 2, even size: nothing to pad', size: [6, 4], kernel: [1, 1], strides: [2, 2], padding: 'same' },
  { what: '3x3 SAME, dilation 2', size: [7, 8], kernel: [3, 3], dilations: [2, 2], padding: 'same' },
  { what: '3x2 VALID, dilation 2x3', size: [8, 9], kernel: [3, 2], dilations: [2, 3], padding: 'valid' },
];

/** TensorFlow's definition: SAME gives ceil(size / stride) positions, and pads half of what is missing first. */
function positions(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: 'same' | 'valid',
): { count: number; before: number } {
  const reach = (kernel - 1) * dilation + 1;
  if (padding === 'valid') return { count: Math.floor((size - reach) / stride) + 1, before: 0 };
  const count = Math.ceil(size / stride);
  return { count, before: Math.floor(Math.max(0, (count - 1) * stride + reach - size) / 2) };
}

/** The sum that defines a convolution; `weights` are [out, height, width, in]; depthwise ones [1, height, width, out]. */
function reference(input: Real, weights: Real, bias: readonly number[], c: Case, multiplier?: number): Real {
  const [batch = 1, height = 1, width = 1, channels = 1] = input.shape;
  const [kernelHeight, kernelWidth] = c.kernel;
  const [strides, dilations] = [c.strides ?? [1, 1], c.dilations ?? [1, 1]];
  const rows = positions(height, kernelHeight, strides[0], dilations[0], c.padding);
  const columns = positions(width, kernelWidth, strides[1], dilations[1], c.padding);
  const out: number[] = [];
  const limit = c.relu === 'relu6' ? 6 : Number.POSITIVE_INFINITY;
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < rows.count; y++) {
      for (let x = 0; x < columns.count; x++) {
        for (let o = 0; o < bias.length; o++) {
          let sum = bias[o] ?? 0;
          for (let ky = 0; ky < kernelHeight; ky++) {
            for (let kx = 0; kx < kernelWidth; kx++) {
              const [fromY, fromX] = [
                y * strides[0] + ky * dilations[0] - rows.before,
                x * strides[1] + kx * dilations[1] - columns.before,
              ];
              if (fromY < 0 || fromY >= height || fromX < 0 || fromX >= width) continue;
              const pixel = (channel: number): number => input.data[((n * height + fromY) * width + fromX) * channels + channel] ?? 0;
              if (multiplier !== undefined)
                sum += pixel(Math.floor(o / multiplier)) * (weights.data[(ky * kernelWidth + kx) * bias.length + o] ?? 0);
              else
                for (let i = 0; i < channels; i++)
                  sum += pixel(i) * (weights.data[((o * kernelHeight + ky) * kernelWidth + kx) * channels + i] ?? 0);
            }
          }
          out.push(c.relu === undefined ? sum : Math.min(limit, Math.max(0, sum)));
        }
      }
    }
  }
  return { shape: [batch, rows.count, columns.count, bias.length], data: out };
}

const inputSteps = { scale: Math.fround(0.02), zeroPoint: 99 };
const reluCode = { relu: 1, relu6: 3 } as const;

describe.each(ways)('%s file, run in %s', (kind, precision) => {
  test.each(cases)('CONV_2D $what', async (c) => {
    const random = seededRandom(3);
    const [channels, outputs] = [3, 4];
    const { pixels, real } = makePixels(kind, [2, ...c.size, channels], inputSteps, random);
    const weights = makeWeights(kind, [outputs, ...c.kernel, channels], 0, random);
    const bias = makeBias(kind, outputs, inputSteps.scale, weights.scales, random);
    const expected = reference(real, weights.real, bias.real, c);
    const steps = { scale: Math.fround(0.05), zeroPoint: c.relu === undefined ? 120 : 0 };
    const [strides, dilations] = [c.strides ?? [1, 1], c.dilations ?? [1, 1]];
    const options: OptionField[] = [
      [0, 'int8', c.padding === 'same' ? 0 : 1],
      [1, 'int32', strides[1]],
      [2, 'int32', strides[0]],
      [3, 'int8', c.relu === undefined ? 0 : reluCode[c.relu]],
      [4, 'int32', dilations[1]],
      [5, 'int32', dilations[0]],
    ];
    const found = await runTflite(
      {
        tensors: [
          activation('in', kind, [1, ...c.size, channels], inputSteps),
          weights.plan,
          bias.plan,
          activation('out', kind, [1, ...expected.shape.slice(1)], steps),
        ],
        operators: [{ name: 'CONV_2D', inputs: [0, 1, 2], outputs: [3], options }],
        inputs: [0],
        outputs: [3],
      },
      precision,
      pixels,
    );
    expectClose(found['out'], expected, { kind, precision, steps });
  });

  test.each(cases.flatMap((c) => [1, 2].map((multiplier) => ({ ...c, multiplier }))))(
    'DEPTHWISE_CONV_2D $what, multiplier $multiplier',
    async (c) => {
      const random = seededRandom(4);
      const channels = 3;
      const outputs = channels * c.multiplier;
      const { pixels, real } = makePixels(kind, [2, ...c.size, channels], inputSteps, random);
      const weights = makeWeights(kind, [1, ...c.kernel, outputs], 3, random);
      const bias = makeBias(kind, outputs, inputSteps.scale, weights.scales, random);
      const expected = reference(real, weights.real, bias.real, c, c.multiplier);
      const steps = { scale: Math.fround(0.03), zeroPoint: c.relu === undefined ? 130 : 0 };
      const [strides, dilations] = [c.strides ?? [1, 1], c.dilations ?? [1, 1]];
      const options: OptionField[] = [
        [0, 'int8', c.padding === 'same' ? 0 : 1],
        [1, 'int32', strides[1]],
        [2, 'int32', strides[0]],
        [3, 'int32', c.multiplier],
        [4, 'int8', c.relu === undefined ? 0 : reluCode[c.relu]],
        [5, 'int32', dilations[1]],
        [6, 'int32', dilations[0]],
      ];
      const found = await runTflite(
        {
          tensors: [
            activation('in', kind, [1, ...c.size, channels], inputSteps),
            weights.plan,
            bias.plan,
            activation('out', kind, [1, ...expected.shape.slice(1)], steps),
          ],
          operators: [{ name: 'DEPTHWISE_CONV_2D', inputs: [0, 1, 2], outputs: [3], options }],
          inputs: [0],
          outputs: [3],
        },
        precision,
        pixels,
      );
      expectClose(found['out'], expected, { kind, precision, steps });
    },
  );
});

test('a convolution without a bias, whose input is named "pixels" as ours is', async () => {
  const weights = { name: 'w', type: 'float32', shape: [1, 1, 1, 2], data: Float32Array.of(1, 10) } as const;
  const plan = {
    tensors: [{ name: 'pixels', type: 'float32', shape: [1, 1, 2, 2] }, weights, { name: 'out', type: 'float32', shape: [1, 1, 2, 1] }],
    operators: [
      {
        name: 'CONV_2D',
        inputs: [0, 1, -1],
        outputs: [2],
        options: [
          [1, 'int32', 1],
          [2, 'int32', 1],
        ],
      },
    ],
    inputs: [0],
    outputs: [2],
  } as const;
  const found = await runTflite(plan, 'float32', tensor('float32', [1, 1, 2, 2], Float32Array.of(1, 2, 3, 4)));
  expect(Array.from(found['out']?.data ?? [])).toEqual([21, 43]);
});

test('an operator that is not known is named, built in or custom', () => {
  for (const name of ['LSTM', 'CUMSUM_OF_MINE']) {
    const plan = {
      tensors: [
        { name: 'in', type: 'float32', shape: [1, 2, 2, 1] },
        { name: 'out', type: 'float32', shape: [1, 2, 2, 1] },
      ],
      operators: [{ name, inputs: [0], outputs: [1] }],
      inputs: [0],
      outputs: [1],
    } as const;
    expect(() => convertTflite(readTflite(makeTflite(plan)), 'test')).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_OPERATOR', message: expect.stringContaining(name) }),
    );
  }
});
