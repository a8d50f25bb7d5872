import { Builder } from 'flatbuffers';
import { GraftError } from '../../errors.ts';
import { elementCount } from '../../tensor/tensor.ts';
import { operatorNames } from './operator-names.ts';
import { knowsOptions, writeInt32s, writeOptions } from './operator-options.ts';
import type { Quantization, TfliteNetwork, TfliteOperator, TfliteTensor, TfliteType } from './read.ts';

/** A FlatBuffer's offsets are 31 bits wide; some room is left for everything that is not weights. */
const MAXIMUM_BYTES = 2 ** 31 - 2 ** 26;
/** Room for everything but the constants, so that the builder need not grow; it may. */
const ROOM_FOR_STRUCTURE = 1 << 20;
/** TensorFlow Lite maps constants as they lie in the file, and its kernels load 16 bytes at a time. */
const CONSTANT_ALIGNMENT = 16;

const typeNumbers: Readonly<Record<TfliteType, number>> = { float32: 0, int32: 2, uint8: 3, int64: 4, int8: 9 };

/**
 * Writes a TensorFlow Lite file: what {@link readTflite} reads from it is the same network.
 *
 * Field numbers are those of the published schema, version 3 (tensorflow/lite/schema/schema.fbs). Constants that share
 * their numbers share a buffer. Same network, same bytes.
 *
 * @throws `UNSUPPORTED_OPERATOR` for an operator that Graft cannot write, `GRAPH_INVALID` when the network contradicts
 * itself, `FORMAT_LIMIT` when it is too large for the format.
 */
export function writeTflite(network: TfliteNetwork): Uint8Array {
  checkNetwork(network);
  const { tensors, operators, inputs, outputs, metadata } = network;
  const constants = [...new Set(tensors.flatMap(({ data }) => (data === undefined ? [] : [data])))];
  const blobs = [...constants, ...metadata.values()];
  const size = blobs.reduce((sum, { byteLength }) => sum + byteLength + CONSTANT_ALIGNMENT, ROOM_FOR_STRUCTURE);
  if (size > MAXIMUM_BYTES) {
    throw new GraftError('FORMAT_LIMIT', `The network needs ${size} bytes; a TensorFlow Lite file holds ${MAXIMUM_BYTES} at most.`, {
      hint: 'Cut it at an earlier layer, or keep its weights in 8 bit.',
    });
  }
  const builder = new Builder(size);
  // By convention the first buffer is empty: tensors without a constant name it.
  const buffers = [writeBuffer(builder, undefined), ...blobs.map((blob) => writeBuffer(builder, blob))];
  const places = new Map(constants.map((data, index) => [data, index + 1]));
  const tensorTables = tensors.map((tensor) =>
    writeTensor(builder, tensor, tensor.data === undefined ? 0 : (places.get(tensor.data) ?? 0)),
  );
  const kinds = [...new Map(operators.map((operator) => [kindOf(operator), operator])).values()];
  const kindNames = kinds.map(kindOf);
  const operatorTables = operators.map((operator) => writeOperator(builder, operator, kindNames.indexOf(kindOf(operator)), tensors));
  const fields = [writeOffsets(builder, tensorTables), writeInt32s(builder, inputs), writeInt32s(builder, outputs)];
  const subgraph = writeReferences(builder, [...fields, writeOffsets(builder, operatorTables)]);
  const entries = [...metadata.keys()].map((name, index) => writeMetadataEntry(builder, name, constants.length + 1 + index));
  const model = {
    codes: writeOffsets(
      builder,
      kinds.map((operator) => writeOperatorCode(builder, operator)),
    ),
    subgraphs: writeOffsets(builder, [subgraph]),
    description: builder.createString(network.description),
    buffers: writeOffsets(builder, buffers),
    metadata: writeOffsets(builder, entries),
  };
  builder.startObject(7);
  builder.addFieldInt32(0, 3, null);
  for (const [field, offset] of [
    [1, model.codes],
    [2, model.subgraphs],
    [3, model.description],
    [4, model.buffers],
    [6, model.metadata],
  ] as const)
    builder.addFieldOffset(field, offset, 0);
  builder.finish(builder.endObject(), 'TFL3');
  return builder.asUint8Array().slice();
}

const kindOf = ({ name, version }: TfliteOperator): string => `${name} ${version}`;

/** Everything that the reader would refuse, before it is written. */
function checkNetwork({ tensors, operators, inputs, outputs }: TfliteNetwork): void {
  const fault = (what: string): GraftError => new GraftError('GRAPH_INVALID', `The network cannot be written: ${what}.`);
  for (const { name, shape, data, quantization } of tensors) {
    if (shape.some((size) => !Number.isInteger(size) || size < 0)) throw fault(`"${name}" has the shape [${shape.join(', ')}]`);
    const count = elementCount(shape);
    if (data !== undefined && data.length !== count) throw fault(`"${name}" needs ${count} numbers and has ${data.length}`);
    if (quantization !== undefined && quantization.scales.length !== quantization.zeroPoints.length)
      throw fault(`"${name}" has ${quantization.scales.length} scales and ${quantization.zeroPoints.length} zero points`);
  }
  const exists = (index: number, least: number): boolean => Number.isInteger(index) && index >= least && index < tensors.length;
  for (const { name, inputs: read, outputs: made } of operators) {
    if (!knowsOptions(name)) {
      throw new GraftError('UNSUPPORTED_OPERATOR', `The network uses the operator ${name}, which Graft does not write.`, {
        hint: 'Cut the network before it.',
      });
    }
    if (!read.every((index) => exists(index, -1)) || !made.every((index) => exists(index, 0)))
      throw fault(`an operator ${name} names a tensor that is not there`);
  }
  if (![...inputs, ...outputs].every((index) => exists(index, 0))) throw fault('an input or output is not there');
}

function writeBuffer(builder: Builder, data: TfliteTensor['data'] | Uint8Array): number {
  if (data === undefined) return writeReferences(builder, []);
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength); // never a shared buffer: the reader copies
  builder.prep(CONSTANT_ALIGNMENT, bytes.length);
  return writeReferences(builder, [builder.createByteVector(bytes)]);
}

function writeTensor(builder: Builder, { name, type, shape, quantization }: TfliteTensor, buffer: number): number {
  const shapeVector = writeInt32s(builder, shape);
  const nameText = builder.createString(name);
  const quantizationTable = quantization && writeQuantization(builder, quantization);
  builder.startObject(5);
  builder.addFieldOffset(0, shapeVector, 0);
  builder.addFieldInt8(1, typeNumbers[type], null);
  builder.addFieldInt32(2, buffer, null);
  builder.addFieldOffset(3, nameText, 0);
  if (quantizationTable !== undefined) builder.addFieldOffset(4, quantizationTable, 0);
  return builder.endObject();
}

function writeQuantization(builder: Builder, { scales, zeroPoints, axis }: Quantization): number {
  builder.startVector(4, scales.length, 4);
  for (const scale of scales.toReversed()) builder.addFloat32(scale);
  const scaleVector = builder.endVector();
  builder.startVector(8, zeroPoints.length, 8);
  for (const zero of zeroPoints.toReversed()) builder.addInt64(BigInt(zero));
  const zeroVector = builder.endVector();
  builder.startObject(7);
  builder.addFieldOffset(2, scaleVector, 0);
  builder.addFieldOffset(3, zeroVector, 0);
  builder.addFieldInt32(6, axis, null);
  return builder.endObject();
}

function writeOperatorCode(builder: Builder, { name, version }: TfliteOperator): number {
  const number = operatorNames.indexOf(name);
  builder.startObject(4);
  builder.addFieldInt8(0, number, null); // where runtimes before 2.4 look
  builder.addFieldInt32(2, version, null);
  builder.addFieldInt32(3, number, null);
  return builder.endObject();
}

function writeOperator(builder: Builder, operator: TfliteOperator, kind: number, tensors: readonly TfliteTensor[]): number {
  const inputs = writeInt32s(builder, operator.inputs);
  const outputs = writeInt32s(builder, operator.outputs);
  const outputShape = tensors[operator.outputs[0] ?? -1]?.shape ?? [];
  const options = operator.options && writeOptions(builder, operator.name, operator.options, outputShape);
  builder.startObject(5);
  builder.addFieldInt32(0, kind, null);
  builder.addFieldOffset(1, inputs, 0);
  builder.addFieldOffset(2, outputs, 0);
  if (options !== undefined) {
    builder.addFieldInt8(3, options.union, null);
    builder.addFieldOffset(4, options.offset, 0);
  }
  return builder.endObject();
}

function writeMetadataEntry(builder: Builder, name: string, buffer: number): number {
  const nameText = builder.createString(name);
  builder.startObject(2);
  builder.addFieldOffset(0, nameText, 0);
  builder.addFieldInt32(1, buffer, null);
  return builder.endObject();
}

/** A table whose first fields are references. */
function writeReferences(builder: Builder, offsets: readonly number[]): number {
  builder.startObject(Math.max(1, offsets.length));
  for (const [field, offset] of offsets.entries()) builder.addFieldOffset(field, offset, 0);
  return builder.endObject();
}

function writeOffsets(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  return builder.endVector();
}
