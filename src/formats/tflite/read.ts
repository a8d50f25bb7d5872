import { GraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { elementCount } from '../../tensor/tensor.ts';
import { FlatTable } from '../flat-table.ts';
import { operatorNames } from './operator-names.ts';
import { type OperatorOptions, readOptions } from './operator-options.ts';

/** Affine quantization: real = scale · (stored - zeroPoint), with one pair, or one a slice along `axis`. */
export interface Quantization {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly axis: number;
}

/** The element types of TensorFlow Lite that Graft reads. */
export type TfliteType = 'float32' | 'int32' | 'uint8' | 'int64' | 'int8';

/** A tensor of a TensorFlow Lite network: an activation, or a constant where it has data. Rank-4 shapes are NHWC. */
export interface TfliteTensor {
  readonly name: string;
  readonly type: TfliteType;
  readonly shape: readonly number[];
  readonly quantization: Quantization | undefined;
  readonly data: Tensor['data'] | undefined;
}

/** One operator: its inputs and outputs index the network's tensors; -1 is an omitted input. */
export interface TfliteOperator {
  readonly name: string;
  /** Which form of the operator: the kernels of an older runtime may not know a newer one. */
  readonly version: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: OperatorOptions | undefined;
}

/** A TensorFlow Lite network as its file describes it. */
export interface TfliteNetwork {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly description: string;
  /** Named bytes that the format leaves to others, such as `TFLITE_METADATA`. */
  readonly metadata: ReadonlyMap<string, Uint8Array>;
}

/** More operators or tensors than any network we know has by a factor of ten: past it, the file means harm. */
const MAXIMUM_COUNT = 100_000;
/** The most dimensions that TensorFlow Lite's own kernels take. */
const MAXIMUM_RANK = 8;
/** The largest number of elements in one tensor: 2 GiB of bytes, the format's own limit. */
const MAXIMUM_ELEMENTS = 2 ** 31;

/**
 * Reads a TensorFlow Lite file.
 *
 * Field numbers are those of the published schema, version 3 (tensorflow/lite/schema/schema.fbs).
 *
 * @param bytes The whole file. Constants are copied out of it, so that they are aligned and the file can be let go.
 * @throws `FORMAT_INVALID` when it is damaged, `FORMAT_LIMIT` when it asks for too much, `UNSUPPORTED_OPERATOR`
 * when it uses a type or structure that Graft does not know.
 */
export function readTflite(bytes: Uint8Array): TfliteNetwork {
  const model = FlatTable.root(bytes, 'TFL3');
  const codes = model.tables(1).map((code) => {
    // Codes above 127 moved to a wider field; the old one then holds 127.
    const builtin = Math.max(code.int8(0), code.int32(3));
    const version = code.int32(2, 1);
    if (operatorNames[builtin] === 'CUSTOM') return { name: `custom:${code.text(1)}`, version }; // never one of the names that we convert
    return { name: operatorNames[builtin] ?? `builtin operator ${builtin}`, version };
  });
  const graphs = model.tables(2);
  const [graph] = graphs;
  if (graph === undefined || graphs.length !== 1) {
    throw new GraftError('UNSUPPORTED_OPERATOR', `Expected a TensorFlow Lite file with one network in it. Received ${graphs.length}.`, {
      hint: 'Networks with control flow or several signatures cannot be read; export the plain inference network.',
    });
  }
  const buffers = model.tables(4);
  const constants: Constants = new Map();
  const tensors = bounded(graph.tables(0), 'tensors').map((entry) => readTensor(entry, buffers, constants));
  const index = (i: number): number => {
    if (i >= -1 && i < tensors.length) return i;
    throw damaged(`an operator names tensor ${i} of ${tensors.length}`);
  };
  const operators = bounded(graph.tables(3), 'operators').map((operator): TfliteOperator => {
    const code = codes[operator.int32(0)];
    if (code === undefined) throw damaged('an operator has a kind that the file does not list');
    return {
      ...code,
      inputs: (operator.int32s(1) ?? []).map(index),
      outputs: (operator.int32s(2) ?? []).map(index),
      options: readOptions(code.name, operator.table(4)),
    };
  });
  const metadata = new Map(
    bounded(model.tables(6), 'pieces of metadata').map((entry) => [entry.text(0), new Uint8Array(buffers[entry.int32(1)]?.bytes(0) ?? [])]),
  );
  return {
    tensors,
    operators,
    inputs: (graph.int32s(1) ?? []).map(index),
    outputs: (graph.int32s(2) ?? []).map(index),
    description: model.text(3),
    metadata,
  };
}

const types: Readonly<Record<number, TfliteType>> = { 0: 'float32', 2: 'int32', 3: 'uint8', 4: 'int64', 9: 'int8' };

/** What was decoded already, by buffer and type: tensors that share a buffer share their numbers. */
type Constants = Map<string, Tensor['data']>;

function readTensor(entry: FlatTable, buffers: readonly FlatTable[], constants: Constants): TfliteTensor {
  const name = entry.text(3);
  const code = entry.int8(1);
  const type = types[code];
  if (type === undefined) {
    throw new GraftError('UNSUPPORTED_OPERATOR', `The tensor "${name}" has the element type number ${code}, which Graft does not read.`, {
      hint: 'Float32, uint8, int8, int32 and int64 are read; convert the network to one of these.',
    });
  }
  const shape = entry.int32s(0) ?? [];
  const count = elementCount(shape);
  if (shape.some((size) => size < 0) || shape.length > MAXIMUM_RANK || !(count <= MAXIMUM_ELEMENTS)) {
    throw new GraftError(
      'FORMAT_LIMIT',
      `The tensor "${name}" claims the shape [${shape.slice(0, MAXIMUM_RANK).join(', ')}], of ${shape.length} dimensions.`,
      {
        hint: 'The file is damaged or made to do harm.',
      },
    );
  }
  const place = entry.int32(2);
  const raw = buffers[place]?.bytes(0);
  const data = raw && raw.length > 0 ? (constants.get(`${place} ${type}`) ?? decode(raw, type, count, name)) : undefined;
  if (data !== undefined) constants.set(`${place} ${type}`, data);
  if (data !== undefined && data.length !== count) throw damaged(`the tensor "${name}" needs ${count} numbers and has ${data.length}`);
  return {
    name,
    type,
    shape,
    quantization: readQuantization(entry.table(4), name, type, shape),
    data,
  };
}

/** The numbers that a type can hold; a quantization on others is written by some converters and means nothing. */
const storable: Readonly<Record<TfliteType, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  float32: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
};

function readQuantization(
  entry: FlatTable | undefined,
  name: string,
  type: TfliteType,
  shape: readonly number[],
): Quantization | undefined {
  const scales = entry?.float32s(2);
  if (entry === undefined || scales === undefined || scales.length === 0) return undefined;
  const zeroPoints = (entry.int64s(3) ?? []).map(Number);
  if (zeroPoints.length !== scales.length || scales.some((scale) => !(scale > 0 && Number.isFinite(scale)))) {
    throw damaged(`the quantization of "${name}" is not one positive scale and one zero point each`);
  }
  const axis = entry.int32(6);
  if (scales.length > 1 && scales.length !== shape[axis])
    throw damaged(`"${name}" has ${scales.length} scales along its axis ${axis} of ${shape[axis]}`);
  const [least, greatest] = storable[type];
  if (zeroPoints.some((zero) => zero < least || zero > greatest)) throw damaged(`a zero point of "${name}" is not a number of its type`);
  return { scales, zeroPoints, axis };
}

function decode(raw: Uint8Array, type: TfliteType, count: number, name: string): Tensor['data'] {
  const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, int64: BigInt64Array, int8: Int8Array } as const;
  const { BYTES_PER_ELEMENT: size } = arrays[type];
  if (raw.length !== count * size) throw damaged(`the tensor "${name}" needs ${count * size} bytes and has ${raw.length}`);
  const copy = new Uint8Array(raw); // aligned, and independent of the file (a Buffer's own `slice` would be a view)
  return new arrays[type](copy.buffer);
}

function bounded<T>(items: T[], what: string): T[] {
  if (items.length <= MAXIMUM_COUNT) return items;
  throw new GraftError('FORMAT_LIMIT', `The file claims ${items.length} ${what}; the limit is ${MAXIMUM_COUNT}.`);
}

function damaged(what: string): GraftError {
  return new GraftError('FORMAT_INVALID', `The TensorFlow Lite file is damaged: ${what}.`, {
    hint: 'Fetch it again; if it still fails, it was broken where it came from.',
  });
}
