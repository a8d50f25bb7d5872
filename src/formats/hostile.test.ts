import { describe, expect, test } from 'vitest';
import { makeTflite } from '../../test/fixtures/make-tflite.ts';
import { smallPlan, smallTflite } from '../../test/fixtures/small-networks.ts';
import { outputOf } from '../../test/run-graph.ts';
import { GraftError } from '../errors.ts';
import { layersOf } from '../graph/layers.ts';
import { averagePoolAsConvolution } from '../graph/optimize/average-pool-as-convolution.ts';
import { symmetricWeights } from '../graph/optimize/symmetric-weights.ts';
import { seededRandom } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import { importOnnx } from './onnx/import.ts';
import { writeOnnx } from './onnx/write.ts';
import { convertTflite } from './tflite/convert.ts';
import { cutTflite } from './tflite/cut.ts';
import { readTflite } from './tflite/read.ts';
import { withInputSize } from './tflite/with-input-size.ts';
import { writeTflite } from './tflite/write.ts';

/** With what a file may be refused. */
const refusals = ['FORMAT_INVALID', 'FORMAT_LIMIT', 'UNSUPPORTED_OPERATOR', 'GRAPH_INVALID'];

/** All that Graft does with a file of a network before ONNX Runtime sees it. */
const readers = {
  tflite: (bytes: Uint8Array): unknown => {
    const published = convertTflite(readTflite(bytes), 'hostile', 'int8');
    layersOf(published);
    return writeOnnx(averagePoolAsConvolution(symmetricWeights(published)));
  },
  'tflite in float32': (bytes: Uint8Array): unknown => writeOnnx(convertTflite(readTflite(bytes), 'hostile', 'float32')),
  'tflite, cut, resized and written again': (bytes: Uint8Array): unknown => {
    const written = writeTflite(withInputSize(cutTflite(readTflite(bytes), ['concat', 'conv']), { width: 9, height: 8 }));
    return writeTflite(readTflite(written));
  },
  onnx: (bytes: Uint8Array): unknown => writeOnnx(importOnnx(bytes)),
};
type Reader = keyof typeof readers;

const small = smallTflite();
const valid: Readonly<Record<Reader, Uint8Array>> = {
  tflite: small,
  'tflite in float32': small,
  'tflite, cut, resized and written again': small,
  onnx: writeOnnx(convertTflite(readTflite(small), 'small')),
};

/** Reads bytes; whatever they are, that must end soon, in a result or in one of the refusals. */
function refusal(reader: Reader, bytes: Uint8Array): GraftError | undefined {
  const started = performance.now();
  try {
    readers[reader](bytes);
    return undefined;
  } catch (error) {
    if (error instanceof GraftError && refusals.includes(error.code)) return error;
    throw error;
  } finally {
    expect(performance.now() - started).toBeLessThan(1000); // they take 1 ms; a machine may be busy with other things
  }
}

const names = Object.keys(readers) as Reader[]; // the record's keys

test('the file that is damaged below is a good one', async () => {
  const graph = averagePoolAsConvolution(symmetricWeights(convertTflite(readTflite(small), 'small')));
  const out = await outputOf(graph, { pixels: tensor('uint8', [1, 5, 5, 2], new Uint8Array(50).fill(130)) });
  expect(out.data.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 1);
});

describe.each(names)('%s', (reader) => {
  const file = valid[reader];

  test('takes the good file', () => {
    expect(refusal(reader, file)).toBeUndefined();
  });

  test('refuses files cut short, at every 7th byte', () => {
    for (let length = 0; length < file.length; length += 7) refusal(reader, file.slice(0, length));
    expect(refusal(reader, file.slice(0, 40))?.hint).toBeTypeOf('string');
    expect(refusal(reader, new Uint8Array())).toBeInstanceOf(GraftError);
  });

  test('survives 400 files with some bytes changed', () => {
    const random = seededRandom(2026);
    let refused = 0;
    for (let round = 0; round < 400; round++) {
      const bytes = file.slice();
      // Bytes with structure lie everywhere in a FlatBuffer; in ONNX in the first few kilobytes.
      for (let flips = 1 + random.below(4); flips > 0; flips--) bytes[random.below(Math.min(bytes.length, 4000))] = random.below(256);
      if (refusal(reader, bytes) !== undefined) refused++;
    }
    expect(refused).toBeGreaterThan(40); // else the bytes changed were not those that matter
  });

  test('survives every 32-bit field set to what hurts most', () => {
    for (const value of [0xffffffff, 0x7fffffff, 0x80000000, 0]) {
      for (let at = 0; at + 4 <= Math.min(file.length, 4000); at += 4) {
        const bytes = file.slice();
        new DataView(bytes.buffer).setUint32(at, value, true);
        refusal(reader, bytes);
      }
    }
  });
});

describe('a TensorFlow Lite file', () => {
  const plan = smallPlan();
  const changed = (index: number, change: object): Uint8Array =>
    makeTflite({ ...plan, tensors: plan.tensors.map((entry, i) => (i === index ? { ...entry, ...change } : entry)) });

  test.each([
    ['of another kind', Uint8Array.from([8, 0, 0, 0, ...Buffer.from('TFL2'), ...new Array(40).fill(0)]), 'FORMAT_INVALID'],
    ['that points at itself', Uint8Array.from([0, 0, 0, 0, ...Buffer.from('TFL3'), ...new Array(40).fill(0)]), 'UNSUPPORTED_OPERATOR'], // a table without fields
    ['with a negative dimension', changed(0, { shape: [1, -5, 5, 2] }), 'FORMAT_LIMIT'],
    ['whose dimensions multiply past 2^53', changed(0, { shape: [1, 2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1] }), 'FORMAT_LIMIT'],
    ['with a tensor of a thousand dimensions', changed(3, { shape: new Array(1000).fill(1) }), 'FORMAT_LIMIT'],
    ['with fewer weights than their shape has', changed(1, { data: new Uint8Array(10) }), 'FORMAT_INVALID'],
    ['with more weights than their shape has', changed(1, { data: new Uint8Array(1000) }), 'FORMAT_INVALID'],
    ['with a scale of 0', changed(3, { quantization: { scales: [0], zeroPoints: [0] } }), 'FORMAT_INVALID'],
    ['with a scale that is no number', changed(3, { quantization: { scales: [Number.NaN], zeroPoints: [0] } }), 'FORMAT_INVALID'],
    ['with a zero point that its type cannot hold', changed(3, { quantization: { scales: [1], zeroPoints: [256] } }), 'FORMAT_INVALID'],
    ['with scales for another number of channels', changed(1, { quantization: { scales: [1, 1], zeroPoints: [0, 0] } }), 'FORMAT_INVALID'],
    [
      'with an operator that reads a tensor that is not there',
      makeTflite({ ...plan, operators: [{ name: 'ADD', inputs: [0, 99], outputs: [3] }] }),
      'FORMAT_INVALID',
    ],
    [
      'with an operator that reads what comes after it',
      makeTflite({ ...plan, operators: plan.operators.toReversed() }),
      'UNSUPPORTED_OPERATOR',
    ],
    [
      'with an operator that reads its own output',
      makeTflite({ ...plan, operators: [{ name: 'ADD', inputs: [3, 3], outputs: [3] }] }),
      'UNSUPPORTED_OPERATOR',
    ],
    [
      'with an operator without its inputs',
      makeTflite({ ...plan, operators: [{ name: 'ADD', inputs: [], outputs: [3] }] }),
      'FORMAT_INVALID',
    ],
    [
      'with an operator without its output',
      makeTflite({ ...plan, operators: [{ name: 'ADD', inputs: [0, 0], outputs: [] }] }),
      'FORMAT_INVALID',
    ],
    ['with two inputs', makeTflite({ ...plan, inputs: [0, 3] }), 'UNSUPPORTED_OPERATOR'],
    ['whose output nothing makes', makeTflite({ ...plan, operators: [] }), 'FORMAT_INVALID'],
    ['with two tensors of one name', changed(4, { name: 'conv' }), 'GRAPH_INVALID'],
    ['with weights of another rank', changed(1, { shape: [3, 18] }), 'FORMAT_INVALID'],
  ])('%s is refused', (_what, bytes, code) => {
    expect(refusal('tflite', bytes)?.code).toBe(code);
  });

  test('whose tables share one long text is refused before it fills the memory', () => {
    // 20,000 tensors that all have the same name of 100 kB: 2 GB of a file of 180 kB.
    const [many, long] = [20_000, 100_000];
    const [model, graph, graphs, list] = [64, 1500, 1000, 2000];
    const entry = list + 4 + 4 * many + 40;
    const name = entry + 8;
    const bytes = new Uint8Array(name + 4 + long);
    const view = new DataView(bytes.buffer);
    const refer = (at: number, to: number): void => view.setUint32(at, to - at, true);
    /** A table of one field, a reference: its field table lies 40 bytes before it. */
    const table = (at: number, fieldNumber: number, to: number): void => {
      view.setUint16(at - 40, 4 + 2 * (fieldNumber + 1), true);
      view.setUint16(at - 38, 8, true);
      view.setUint16(at - 36 + 2 * fieldNumber, 4, true);
      view.setInt32(at, 40, true);
      refer(at + 4, to);
    };
    view.setUint32(0, model, true);
    bytes.set(Buffer.from('TFL3'), 4);
    table(model, 2, graphs);
    view.setUint32(graphs, 1, true);
    refer(graphs + 4, graph);
    table(graph, 0, list);
    view.setUint32(list, many, true);
    for (let i = 0; i < many; i++) refer(list + 4 + 4 * i, entry);
    table(entry, 3, name);
    view.setUint32(name, long, true);
    expect(refusal('tflite', bytes)?.message).toMatch('again and again');
  });
});

describe('an ONNX file', () => {
  /** A message: the field's number, then the length, then the bytes. */
  const field = (number: number, ...content: readonly number[]): number[] => [8 * number + 2, ...varint(content.length), ...content];
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);
  const text = (value: string): number[] => [...Buffer.from(value)];
  const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]; // 2^63 - 1

  test.each<[string, number[], string]>([
    ['without a graph', [8, 8], 'FORMAT_INVALID'],
    ['with a field that claims 4 GB', [8 * 7 + 2, 0xff, 0xff, 0xff, 0xff, 0x0f], 'FORMAT_INVALID'],
    [
      'with weights of 2^63 by 2^63 numbers',
      field(7, ...field(5, 8, ...huge, 8, ...huge, 16, 1, ...field(9, 0, 0, 0, 0))),
      'FORMAT_INVALID',
    ],
    [
      'with a negative dimension',
      field(7, ...field(5, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 16, 1)),
      'FORMAT_INVALID',
    ],
    ['with 0 by 2^63 numbers', field(7, ...field(5, 8, 0, 8, ...huge, 16, 1)), 'FORMAT_INVALID'],
    ['with weights of 5 bytes in floats', field(7, ...field(5, 8, 1, 16, 1, ...field(9, 1, 2, 3, 4, 5))), 'FORMAT_INVALID'],
    ['with weights of an unknown type', field(7, ...field(5, 8, 1, 16, 77, ...field(9, 1))), 'UNSUPPORTED_OPERATOR'],
    [
      'with weights in another file',
      field(7, ...field(5, 8, 1, 16, 1, ...field(13, ...field(1, ...text('location')), ...field(2, ...text('/etc/passwd'))), 8 * 14, 1)),
      'UNSUPPORTED_OPERATOR',
    ],
    ['with weights in another file, which has no name', field(7, ...field(5, 8, 1, 16, 1, 8 * 14, 1)), 'FORMAT_INVALID'],
    [
      'with a graph in an attribute',
      field(7, ...field(1, ...field(5, ...field(1, ...text('then_branch')), ...field(6), 8 * 20 - 128 + 128, 1, 5))),
      'UNSUPPORTED_OPERATOR',
    ],
  ])('%s is refused', (_what, bytes, code) => {
    expect(refusal('onnx', Uint8Array.from(bytes))?.code).toBe(code);
  });

  test('with groups within groups, 100,000 deep, is refused', () => {
    expect(refusal('onnx', new Uint8Array(100_000).fill(8 * 15 + 3))?.code).toBe('FORMAT_INVALID');
  });
});
