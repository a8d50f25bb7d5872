import { describe, expect, test } from 'vitest';
import { makeTflite, type OperatorPlan, type OptionField, type TensorPlan } from '../../../../test/fixtures/make-tflite.ts';
import { activation, expectClose, type Kind, makePixels, type Real, runTflite, ways } from '../../../../test/fixtures/tflite-operator.ts';
import { seededRandom } from '../../../tensor/random.ts';
import { convertTflite } from '../convert.ts';
import { readTflite } from '../read.ts';

const [fine, middle, coarse] = [
  { scale: Math.fround(0.01), zeroPoint: 128 },
  { scale: Math.fround(0.02), zeroPoint: 99 },
  { scale: Math.fround(0.033), zeroPoint: 80 },
];
const once: OptionField[] = [1, 2, 3, 4].map((field) => [field, 'int32', 1]);
const shape = [1, 3, 4, 2];

/** Two activations of different scales: the input itself, and the input as a 1x1 pool brings it to a finer scale. */
function twoActivations(kind: Kind): { tensors: TensorPlan[]; operators: OperatorPlan[] } {
  const pool: OperatorPlan = { name: 'MAX_POOL_2D', inputs: [0], outputs: [1], options: [[0, 'int8', 1], ...once] };
  return { tensors: [activation('a', kind, shape, middle), activation('b', kind, shape, fine)], operators: [pool] };
}

/** What the second activation must hold. */
function refined(real: Real, kind: Kind): number[] {
  return Array.from(real.data, (value) =>
    kind === 'float32' ? value : Math.min(127, Math.max(-128, Math.round(value / fine.scale))) * fine.scale,
  );
}

describe.each(ways)('%s file, run in %s', (kind, precision) => {
  const random = seededRandom(6);
  // Within the range that both scales can hold.
  const { pixels, real } = makePixels(kind, [2, 3, 4, 2], middle, { ...random, below: () => 60 + random.below(90) });
  const b = refined(real, kind);

  test('ADD brings both sides to real numbers before it adds', async () => {
    const { tensors, operators } = twoActivations(kind);
    const plan = {
      tensors: [...tensors, activation('out', kind, shape, coarse)],
      operators: [...operators, { name: 'ADD', inputs: [0, 1], outputs: [2], options: [[0, 'int8', 1]] as const }], // with a ReLU
      inputs: [0],
      outputs: [2],
    };
    const expected = b.map((value, i) => Math.max(0, value + (real.data[i] ?? 0)));
    expectClose(
      (await runTflite(plan, precision, pixels))['out'],
      { shape: [2, 3, 4, 2], data: expected },
      { kind, precision, steps: coarse },
    );
  });

  test.each([
    ['channels', 3, -1],
    ['height', 1, 1],
  ])('CONCATENATION along the %s rescales its parts', async (_name, axis, written) => {
    const { tensors, operators } = twoActivations(kind);
    const joined = shape.map((size, at) => (at === axis ? 2 * size : size));
    const plan = {
      tensors: [...tensors, activation('out', kind, joined, coarse)],
      operators: [...operators, { name: 'CONCATENATION', inputs: [0, 1], outputs: [2], options: [[0, 'int32', written]] as const }],
      inputs: [0],
      outputs: [2],
    };
    const block = axis === 3 ? 2 : 24; // so many numbers of one part lie together
    const expected: number[] = [];
    for (let from = 0; from < b.length; from += block)
      expected.push(...Array.from(real.data).slice(from, from + block), ...b.slice(from, from + block));
    const found = (await runTflite(plan, precision, pixels))['out'];
    expectClose(found, { shape: [2, ...joined.slice(1)], data: expected }, { kind, precision, steps: coarse });
  });

  test('SOFTMAX over the channels of a picture', async () => {
    const steps = { scale: Math.fround(1 / 256), zeroPoint: 0 };
    const plan = {
      tensors: [activation('in', kind, shape, middle), activation('out', kind, shape, steps)],
      operators: [{ name: 'SOFTMAX', inputs: [0], outputs: [1], options: [[0, 'float32', 1]] as const }],
      inputs: [0],
      outputs: [1],
    };
    const exponentials = Array.from(real.data, Math.exp);
    const expected = exponentials.map((value, i) => value / (value + (exponentials[i ^ 1] ?? 0))); // two channels
    expectClose((await runTflite(plan, precision, pixels))['out'], { shape: [2, 3, 4, 2], data: expected }, { kind, precision, steps });
  });
});

describe.each(ways)('%s file, run in %s', (kind, precision) => {
  const { pixels, real } = makePixels(kind, [2, 3, 4, 2], middle, seededRandom(8));

  test('LOGISTIC is the sigmoid of every number', async () => {
    const steps = { scale: Math.fround(1 / 256), zeroPoint: 0 };
    const plan = {
      tensors: [activation('in', kind, shape, middle), activation('out', kind, shape, steps)],
      operators: [{ name: 'LOGISTIC', inputs: [0], outputs: [1] }],
      inputs: [0],
      outputs: [1],
    };
    const expected = Array.from(real.data, (value) => 1 / (1 + Math.exp(-value)));
    expectClose((await runTflite(plan, precision, pixels))['out'], { shape: [2, 3, 4, 2], data: expected }, { kind, precision, steps });
  });

  test.skipIf(kind === 'float32')('DEQUANTIZE gives what the stored numbers stand for', async () => {
    const plan = {
      tensors: [activation('in', kind, shape, middle), activation('out', 'float32', shape, middle)],
      operators: [{ name: 'DEQUANTIZE', inputs: [0], outputs: [1], options: [] }],
      inputs: [0],
      outputs: [1],
    };
    const found = (await runTflite(plan, precision, pixels))['out'];
    expectClose(found, { shape: [2, 3, 4, 2], data: real.data }, { kind: 'float32', precision: 'float32', steps: middle });
  });
});

test.each(['uint8', 'int8'] as const)('QUANTIZE brings %s to another scale', async (kind) => {
  const { pixels, real } = makePixels(kind, [2, 3, 4, 2], middle, seededRandom(9));
  for (const precision of ['int8', 'float32'] as const) {
    const plan = {
      tensors: [activation('in', kind, shape, middle), activation('out', kind === 'int8' ? 'uint8' : 'int8', shape, coarse)],
      operators: [{ name: 'QUANTIZE', inputs: [0], outputs: [1], options: [] }],
      inputs: [0],
      outputs: [1],
    };
    const found = (await runTflite(plan, precision, pixels))['out'];
    expectClose(found, { shape: [2, 3, 4, 2], data: real.data }, { kind, precision, steps: coarse });
  }
});

test('SOFTMAX with another beta is refused', () => {
  const plan = {
    tensors: [activation('in', 'float32', shape, fine), activation('out', 'float32', shape, fine)],
    operators: [{ name: 'SOFTMAX', inputs: [0], outputs: [1], options: [[0, 'float32', 2]] as const }],
    inputs: [0],
    outputs: [1],
  };
  expect(() => convertTflite(readTflite(makeTflite(plan)), 'test')).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_OPERATOR' }));
});
