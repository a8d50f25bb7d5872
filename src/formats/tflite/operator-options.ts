import type { Builder } from 'flatbuffers';
import type { FlatTable } from '../flat-table.ts';

/** What an operator is told beside its tensors, by name: whole numbers, enumerations and flags as numbers. */
export type OperatorOptions = Readonly<Record<string, number>>;

/** One field of a table of options: its number in the schema, how it is stored, and what it is where a file leaves it out. */
interface OptionField {
  readonly number: number;
  readonly kind: 'int8' | 'int32' | 'float32';
  readonly otherwise: number;
}

/** The table of one kind of options, and its number among all kinds (`BuiltinOptions`). */
interface OptionTable {
  readonly union: number;
  readonly fields: Readonly<Record<string, OptionField>>;
}

const int8 = (number: number, otherwise = 0): OptionField => ({ number, kind: 'int8', otherwise });
const int32 = (number: number, otherwise = 0): OptionField => ({ number, kind: 'int32', otherwise });
const float32 = (number: number, otherwise = 0): OptionField => ({ number, kind: 'float32', otherwise });

const pool: OptionTable = {
  union: 5,
  fields: {
    padding: int8(0),
    strideWidth: int32(1, 1),
    strideHeight: int32(2, 1),
    filterWidth: int32(3, 1),
    filterHeight: int32(4, 1),
    activation: int8(5),
  },
};

/**
 * The options of each operator that Graft reads and writes, field by field of the published schema, version 3
 * (tensorflow/lite/schema/schema.fbs).
 *
 * RESHAPE's new shape is no number: it is that of the operator's output, and the writer takes it from there.
 */
const tables: Readonly<Record<string, OptionTable>> = {
  ABS: { union: 78, fields: {} },
  ADD: { union: 11, fields: { activation: int8(0) } },
  AVERAGE_POOL_2D: pool,
  CAST: { union: 37, fields: { from: int8(0), to: int8(1) } },
  CEIL: { union: 0, fields: {} },
  CONCATENATION: { union: 10, fields: { axis: int32(0), activation: int8(1) } },
  CONV_2D: {
    union: 1,
    fields: {
      padding: int8(0),
      strideWidth: int32(1, 1),
      strideHeight: int32(2, 1),
      activation: int8(3),
      dilationWidth: int32(4, 1),
      dilationHeight: int32(5, 1),
    },
  },
  DEPTHWISE_CONV_2D: {
    union: 2,
    fields: {
      padding: int8(0),
      strideWidth: int32(1, 1),
      strideHeight: int32(2, 1),
      depthMultiplier: int32(3),
      activation: int8(4),
      dilationWidth: int32(5, 1),
      dilationHeight: int32(6, 1),
    },
  },
  DEQUANTIZE: { union: 38, fields: {} },
  DIV: { union: 29, fields: { activation: int8(0) } },
  FLOOR: { union: 0, fields: {} },
  FULLY_CONNECTED: { union: 8, fields: { activation: int8(0), weightsFormat: int8(1), keepDimensions: int8(2) } },
  GATHER: { union: 23, fields: { axis: int32(0), batchDimensions: int32(1) } },
  LOG: { union: 0, fields: {} },
  LOGISTIC: { union: 0, fields: {} },
  MAXIMUM: { union: 39, fields: {} },
  MAX_POOL_2D: pool,
  MEAN: { union: 27, fields: { keepDimensions: int8(0) } },
  MINIMUM: { union: 39, fields: {} },
  MUL: { union: 21, fields: { activation: int8(0) } },
  PAD: { union: 22, fields: {} },
  QUANTIZE: { union: 89, fields: {} },
  REDUCE_MAX: { union: 27, fields: { keepDimensions: int8(0) } },
  RESHAPE: { union: 17, fields: {} },
  ROUND: { union: 0, fields: {} },
  SOFTMAX: { union: 9, fields: { beta: float32(0, 1) } },
  SUB: { union: 28, fields: { activation: int8(0) } },
  TRANSPOSE: { union: 26, fields: {} },
};

/** Whether Graft knows the options of an operator, and so can write it. */
export function knowsOptions(operator: string): boolean {
  return Object.hasOwn(tables, operator);
}

/** Reads an operator's options; none of an operator that Graft does not know, nor where the file leaves them out. */
export function readOptions(operator: string, table: FlatTable | undefined): OperatorOptions | undefined {
  if (table === undefined || !knowsOptions(operator)) return undefined;
  const fields = Object.entries(tables[operator]?.fields ?? {});
  return Object.fromEntries(fields.map(([name, { kind, number, otherwise }]) => [name, table[kind](number, otherwise)]));
}

/** Writes an operator's options, every field of them, and returns which kind of table that is, and where it stands. */
export function writeOptions(
  builder: Builder,
  operator: string,
  options: OperatorOptions,
  outputShape: readonly number[],
): { union: number; offset: number } | undefined {
  const table = tables[operator];
  if (table === undefined || table.union === 0) return undefined;
  const fields = Object.entries(table.fields);
  const newShape = operator === 'RESHAPE' ? writeInt32s(builder, outputShape) : undefined;
  builder.startObject(Math.max(1, ...fields.map(([, { number }]) => number + 1)));
  for (const [name, { kind, number, otherwise }] of fields) {
    const value = options[name] ?? otherwise;
    if (kind === 'int8') builder.addFieldInt8(number, value, null);
    else if (kind === 'int32') builder.addFieldInt32(number, value, null);
    else builder.addFieldFloat32(number, value, null);
  }
  if (newShape !== undefined) builder.addFieldOffset(0, newShape, 0);
  return { union: table.union, offset: builder.endObject() };
}

/** Writes a vector of 32-bit integers. */
export function writeInt32s(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addInt32(value);
  return builder.endVector();
}
