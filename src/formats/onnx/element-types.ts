import type { DType } from '../../tensor/tensor.ts';
import { elementTypes } from './fields.ts';

/** An element type that files have and Graft does not: each number has an exact place in a type that Graft has. */
export interface ForeignElementType {
  readonly name: string;
  readonly bytes: number;
  /** What it becomes. */
  readonly dtype: DType;
  /** Reads the number at a place. */
  readonly read: (view: DataView, offset: number) => number;
}

/**
 * The element types that are widened on reading, by their number. Nothing is lost: float16 and bfloat16 are subsets of float32,
 * the 16-bit integers of int32, uint32 of int64.
 */
export const foreignElementTypes: ReadonlyMap<number, ForeignElementType> = new Map([
  [4, { name: 'uint16', bytes: 2, dtype: 'int32', read: (view, offset) => view.getUint16(offset, true) }],
  [5, { name: 'int16', bytes: 2, dtype: 'int32', read: (view, offset) => view.getInt16(offset, true) }],
  [10, { name: 'float16', bytes: 2, dtype: 'float32', read: (view, offset) => float16(view.getUint16(offset, true)) }],
  [12, { name: 'uint32', bytes: 4, dtype: 'int64', read: (view, offset) => view.getUint32(offset, true) }],
  [16, { name: 'bfloat16', bytes: 2, dtype: 'float32', read: (view, offset) => bfloat16(view.getUint16(offset, true)) }],
]);

/** The names of the types that are refused, for messages. */
const refused: Readonly<Record<number, string>> = {
  0: 'undefined',
  8: 'string',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
};

const own = new Map(Object.entries(elementTypes).map(([dtype, code]) => [code, dtype as DType])); // the record's keys are DType

/** The type that values of an element type have in Graft; undefined where it has none for them. */
export function dtypeOfElement(code: number): DType | undefined {
  return own.get(code) ?? foreignElementTypes.get(code)?.dtype;
}

/** What people call an element type. */
export function elementTypeName(code: number): string {
  return own.get(code) ?? foreignElementTypes.get(code)?.name ?? refused[code] ?? `number ${code}`;
}

/** A half-precision number from its bits (IEEE 754-2019, binary16). */
export function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** A bfloat16 number from its bits: the upper half of a float32. */
function bfloat16(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
