import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smallTflite } from '../../../test/fixtures/small-networks.ts';
import { elementCount } from '../../tensor/tensor.ts';
import { writeOnnx } from '../onnx/write.ts';
import { convertTflite } from './convert.ts';
import type { Quantization, TfliteNetwork, TfliteTensor } from './read.ts';
import { readTflite } from './read.ts';
import { writeTflite } from './write.ts';

const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, int64: BigInt64Array, int8: Int8Array } as const;
const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const scale = fc.float({ min: Math.fround(1e-6), max: 10, noNaN: true });

const anyTensor: fc.Arbitrary<TfliteTensor> = fc
  .record({
    name: text,
    type: fc.constantFrom('float32', 'int32', 'uint8', 'int64', 'int8'),
    shape: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 }),
    constant: fc.boolean(),
    quantization: fc.option(fc.record({ scale, zeroPoint: fc.integer({ min: 0, max: 127 }), along: fc.nat(3) }), { nil: undefined }),
  } as const)
  .chain(({ name, type, shape, constant, quantization }) => {
    const bytes = elementCount(shape) * arrays[type].BYTES_PER_ELEMENT;
    const data = fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((raw) => new arrays[type](raw.slice().buffer));
    return (constant ? data : fc.constant(undefined)).map((numbers): TfliteTensor => {
      return { name, type, shape, quantization: quantization && spread(quantization, shape), data: numbers };
    });
  });

/** One scale for all, or one a slice along an axis. */
function spread(q: { scale: number; zeroPoint: number; along: number }, shape: readonly number[]): Quantization {
  const slices = shape[q.along] ?? 1;
  const axis = slices > 1 ? q.along : 0;
  const scales = Array.from({ length: slices }, (_, i) => Math.fround(q.scale * (i + 1)));
  return { scales, zeroPoints: scales.map(() => q.zeroPoint), axis };
}

const whole = fc.integer({ min: 0, max: 9 });
const windowed = { padding: fc.nat(1), strideWidth: whole, strideHeight: whole, activation: fc.nat(3) };
const dilated = { ...windowed, dilationWidth: whole, dilationHeight: whole };
const pool = fc.record({ ...windowed, filterWidth: whole, filterHeight: whole });
const optionsOf = {
  ABS: fc.constant({}),
  ADD: fc.record({ activation: fc.nat(3) }),
  AVERAGE_POOL_2D: pool,
  CAST: fc.record({ from: fc.nat(3), to: fc.nat(3) }),
  CEIL: fc.constant(undefined),
  CONCATENATION: fc.record({ axis: fc.integer({ min: -4, max: 3 }), activation: fc.nat(3) }),
  CONV_2D: fc.record(dilated),
  DEPTHWISE_CONV_2D: fc.record({ ...dilated, depthMultiplier: whole }),
  DEQUANTIZE: fc.constant({}),
  DIV: fc.record({ activation: fc.nat(3) }),
  FLOOR: fc.constant(undefined),
  FULLY_CONNECTED: fc.record({ activation: fc.nat(3), weightsFormat: fc.nat(1), keepDimensions: fc.nat(1) }),
  GATHER: fc.record({ axis: fc.integer({ min: -4, max: 3 }), batchDimensions: whole }),
  LOG: fc.constant(undefined),
  MAXIMUM: fc.constant({}),
  MAX_POOL_2D: pool,
  MEAN: fc.record({ keepDimensions: fc.nat(1) }),
  MINIMUM: fc.constant({}),
  MUL: fc.record({ activation: fc.nat(3) }),
  PAD: fc.constant({}),
  REDUCE_MAX: fc.record({ keepDimensions: fc.nat(1) }),
  RESHAPE: fc.constant({}),
  ROUND: fc.constant(undefined),
  SOFTMAX: fc.record({ beta: scale }),
  SUB: fc.record({ activation: fc.nat(3) }),
  TRANSPOSE: fc.constant({}),
};

/** Files as they may be, sensible or not. */
const anyNetwork: fc.Arbitrary<TfliteNetwork> = fc.array(anyTensor, { minLength: 1, maxLength: 5 }).chain((tensors) => {
  const index = fc.nat(tensors.length - 1);
  const operator = fc.constantFrom(...(Object.keys(optionsOf) as (keyof typeof optionsOf)[])).chain((name) =>
    fc.record({
      name: fc.constant(name),
      version: fc.integer({ min: 1, max: 5 }),
      inputs: fc.array(fc.oneof(index, fc.constant(-1)), { maxLength: 3 }),
      outputs: fc.array(index, { maxLength: 2 }),
      options: fc.oneof(optionsOf[name], fc.constant(undefined)),
    }),
  ); // the record's keys
  return fc.record({
    tensors: fc.constant(tensors),
    operators: fc.array(operator, { maxLength: 4 }),
    inputs: fc.array(index, { maxLength: 2 }),
    outputs: fc.array(index, { maxLength: 2 }),
    description: text,
    metadata: fc.array(fc.tuple(text, fc.uint8Array({ maxLength: 20 })), { maxLength: 2 }).map((entries) => new Map(entries)),
  });
});

test('what was written is read as it was, and writes the same bytes again', () => {
  fc.assert(
    fc.property(anyNetwork, (network) => {
      const bytes = writeTflite(network);
      const read = readTflite(bytes);
      expect(read).toEqual(network);
      expect(writeTflite(read)).toEqual(bytes);
    }),
  );
});

test('a file of another writer becomes the same network, and one of ours may have other bytes behind it', () => {
  const theirs = readTflite(smallTflite());
  const ours = readTflite(Uint8Array.of(...writeTflite(theirs), 1, 2, 3));
  expect(ours).toEqual(theirs);
  expect(writeOnnx(convertTflite(ours, 'same'))).toEqual(writeOnnx(convertTflite(theirs, 'same')));
});

test('constants lie at a multiple of 16 bytes, and shared ones once', () => {
  const data = Uint8Array.from({ length: 64 }, (_, i) => 200 - i);
  const tensor = (name: string): TfliteTensor => ({ name, type: 'uint8', shape: [64], quantization: undefined, data });
  const network = readTflite(smallTflite());
  const bytes = writeTflite({ ...network, tensors: [...network.tensors, tensor('a'), tensor('b')] });
  const at = Buffer.from(bytes).indexOf(data);
  expect(at % 16).toBe(0);
  expect(Buffer.from(bytes).indexOf(data, at + 1)).toBe(-1);
});

describe('what contradicts itself is not written', () => {
  const network = readTflite(smallTflite());
  const [first] = network.operators;
  test.each<[string, Partial<TfliteNetwork>, string]>([
    [
      'an operator that Graft does not know',
      { operators: [{ ...first, name: 'LSTM' }] as TfliteNetwork['operators'] },
      'UNSUPPORTED_OPERATOR',
    ],
    ['an input that is not there', { operators: [{ ...first, inputs: [99] }] as TfliteNetwork['operators'] }, 'GRAPH_INVALID'],
    ['an output that is left out', { operators: [{ ...first, outputs: [-1] }] as TfliteNetwork['operators'] }, 'GRAPH_INVALID'],
    ['no such output of the network', { outputs: [9] }, 'GRAPH_INVALID'],
    ['too few numbers', { tensors: network.tensors.map((tensor) => ({ ...tensor, shape: [...tensor.shape, 2] })) }, 'GRAPH_INVALID'],
    [
      'a shape of broken sizes',
      { tensors: network.tensors.map((tensor) => ({ ...tensor, shape: [1.5], data: undefined })) },
      'GRAPH_INVALID',
    ],
  ])('%s', (_name, change, code) => {
    expect(() => writeTflite({ ...network, ...change })).toThrow(expect.objectContaining({ code }));
  });
});
