import { WireType } from '@bufbuild/protobuf/wire';
import { GraftError } from '../../errors.ts';
import type { DType, Tensor, TensorData } from '../../tensor/tensor.ts';
import { elementCount, typedArrays } from '../../tensor/tensor.ts';
import { readMessage, readRepeated } from '../protobuf/read-message.ts';
import { dtypeOfElement, elementTypeName, type ForeignElementType, foreignElementTypes } from './element-types.ts';
import { type ExternalData, externalDataOf, type ReadExternalData, readEntry } from './external-data.ts';
import { tensorFields } from './fields.ts';
import type { ReadingLimits } from './reading-limits.ts';

/** What reading a tensor needs beside its bytes. */
export interface TensorContext {
  readonly limits: ReadingLimits;
  readonly external: ReadExternalData | undefined;
}

/** A tensor's numbers as the file has them: bytes, or numbers one by one. */
interface Stored {
  readonly raw: Uint8Array | undefined;
  readonly listed: readonly number[];
  readonly wide: readonly bigint[];
}

/**
 * Reads a tensor; numbers of a type that Graft has not are widened to one that it has.
 *
 * @throws `FORMAT_INVALID`, `FORMAT_LIMIT`, `UNSUPPORTED_OPERATOR` for a type that none holds, and for weights in another file
 * where nothing reads those
 */
export function readTensor(bytes: Uint8Array, { limits, external }: TensorContext): { name: string; value: Tensor } {
  let [name, code, location] = ['', 0, 0];
  let raw: Uint8Array | undefined;
  const shape: number[] = [];
  const listed: number[] = [];
  const wide: bigint[] = [];
  const entries = new Map<string, string>();
  const list = <T>(to: T[], value: T): void => {
    limits.piece();
    to.push(value);
  };
  /** Numbers of a fixed size that are packed lie there as `raw_data` would. */
  const fixed =
    (single: typeof WireType.Bit32 | typeof WireType.Bit64) =>
    (reader: Parameters<typeof readRepeated>[0], wire: WireType): void => {
      if (wire === WireType.LengthDelimited && raw === undefined && listed.length === 0) raw = reader.bytes();
      else readRepeated(reader, wire, single, (inner) => list(listed, single === WireType.Bit32 ? inner.float() : inner.double()));
    };
  readMessage(bytes, {
    [tensorFields.dims]: (reader, wire) => readRepeated(reader, wire, WireType.Varint, (inner) => list(shape, Number(inner.int64()))),
    [tensorFields.dtype]: (reader) => {
      code = reader.int32();
    },
    [tensorFields.name]: (reader) => {
      name = reader.string();
    },
    [tensorFields.raw]: (reader) => {
      raw = reader.bytes();
    },
    [tensorFields.floats]: fixed(WireType.Bit32),
    [tensorFields.doubles]: fixed(WireType.Bit64),
    [tensorFields.int32s]: (reader, wire) => readRepeated(reader, wire, WireType.Varint, (inner) => list(listed, inner.int32())),
    [tensorFields.int64s]: (reader, wire) => readRepeated(reader, wire, WireType.Varint, (inner) => list(wide, BigInt(inner.int64()))),
    [tensorFields.uint64s]: (reader, wire) => readRepeated(reader, wire, WireType.Varint, (inner) => list(listed, Number(inner.uint64()))),
    [tensorFields.external]: (reader) => {
      limits.piece();
      entries.set(...readEntry(reader.bytes()));
    },
    [tensorFields.location]: (reader) => {
      location = reader.int32();
    },
  });
  const dtype = dtypeOfElement(code);
  if (dtype === undefined) throw unreadable(name, code);
  limits.rank(shape.length);
  const count = elementCount(shape);
  if (!(shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0) && Number.isSafeInteger(count)))
    throw mismatch(name, shape, 'no whole numbers of them');
  limits.weights(count * typedArrays[dtype].BYTES_PER_ELEMENT);
  if (location !== 0) raw = readElsewhere(externalDataOf(entries, name), name, count * bytesOf(code, dtype), external);
  return { name, value: tensorFrom(dtype, shape, { raw, listed, wide }, { name, count, foreign: foreignElementTypes.get(code) }) };
}

/** @throws `UNSUPPORTED_OPERATOR` */
export function unreadable(name: string, code: number): GraftError {
  return new GraftError('UNSUPPORTED_OPERATOR', `"${name}" has the element type ${elementTypeName(code)}, which Graft does not read.`, {
    hint: 'Export the network in float32, float16 or 8-bit integers.',
  });
}

const bytesOf = (code: number, dtype: DType): number => foreignElementTypes.get(code)?.bytes ?? typedArrays[dtype].BYTES_PER_ELEMENT;

function readElsewhere(data: ExternalData, name: string, bytes: number, read: ReadExternalData | undefined): Uint8Array {
  if (read === undefined) {
    throw new GraftError(
      'UNSUPPORTED_OPERATOR',
      `The weights "${name}" lie in another file, "${data.location.slice(0, 200)}", which cannot be read here.`,
      {
        hint: 'Save the network as one file.',
      },
    );
  }
  if (data.length !== undefined && data.length !== bytes)
    throw new GraftError(
      'FORMAT_INVALID',
      `The weights "${name}" need ${bytes} bytes. Received a place of ${data.length} bytes in "${data.location.slice(0, 200)}".`,
      { hint: 'Fetch or export the network again, with its weights.' },
    );
  return read({ ...data, length: bytes });
}

function tensorFrom(
  dtype: DType,
  shape: readonly number[],
  { raw, listed, wide }: Stored,
  { name, count, foreign }: { readonly name: string; readonly count: number; readonly foreign: ForeignElementType | undefined },
): Tensor {
  const numbers = dtype === 'int64' && foreign === undefined ? wide : listed;
  const size = foreign?.bytes ?? typedArrays[dtype].BYTES_PER_ELEMENT;
  const found = raw === undefined ? numbers.length : raw.length / size;
  if (found !== count) throw mismatch(name, shape, `${found} numbers`);
  if (raw === undefined && foreign === undefined) return made(dtype, shape, new typedArrays[dtype](numbers as never)); // of the dtype's kind by construction
  // A copy is aligned, and independent of the file.
  if (raw !== undefined && foreign === undefined) return made(dtype, shape, new typedArrays[dtype](new Uint8Array(raw).buffer));
  if (foreign === undefined) throw mismatch(name, shape, 'none');
  const view = raw === undefined ? listedBits(listed, foreign) : new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const values = new typedArrays[dtype](count);
  for (let i = 0; i < count; i++) {
    const value = foreign.read(view, i * foreign.bytes);
    if (values instanceof BigInt64Array) values[i] = BigInt(value);
    else values[i] = value;
  }
  return made(dtype, shape, values);
}

/** Where 16-bit numbers are listed as int32, those are their bits. */
function listedBits(listed: readonly number[], { bytes }: ForeignElementType): DataView {
  const view = new DataView(new ArrayBuffer(listed.length * bytes));
  listed.forEach((value, i) => {
    if (bytes === 2) view.setUint16(2 * i, value & 0xffff, true);
    else view.setUint32(4 * i, value, true);
  });
  return view;
}

function made(dtype: DType, shape: readonly number[], data: TensorData[DType]): Tensor {
  return { dtype, shape, data } as Tensor; // whoever calls made the array that the dtype names
}

function mismatch(name: string, shape: readonly number[], found: string): GraftError {
  return new GraftError('FORMAT_INVALID', `The weights "${name}" claim the shape [${shape.slice(0, 8).join(', ')}] and hold ${found}.`, {
    hint: 'Fetch or export the file again.',
  });
}
