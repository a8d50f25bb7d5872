import { type DType, elementCount, type Tensor, type TensorData, tensor } from '../../tensor/tensor.ts';
import type { Dimension } from '../graph.ts';

/** A small tensor whose numbers are known before the network runs; those that follow from a free dimension are its name. */
export interface KnownValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly elements: readonly Dimension[];
}

/** Shapes, axes and scales have a handful of numbers; what has more is data, and not followed. */
export const mostKnownElements = 4096;

/** A constant as a known value; undefined where it is too large to be a shape. */
export function knownValueOf(value: Tensor): KnownValue | undefined {
  const { dtype, shape, data } = value;
  return data.length <= mostKnownElements ? { dtype, shape, elements: Array.from(data as ArrayLike<number | bigint>, Number) } : undefined;
} // the union of typed arrays is one of numbers or bigints

/** A known value as a constant; undefined where a number of it is free. */
export function constantOf({ dtype, shape, elements }: KnownValue): Tensor | undefined {
  const numbers = elements.filter((element) => typeof element === 'number');
  if (numbers.length < elements.length || elementCount(shape) !== numbers.length) return undefined;
  if (dtype === 'int64')
    return tensor(
      'int64',
      shape,
      BigInt64Array.from(numbers, (number) => BigInt(Math.trunc(number))),
    );
  return tensor(dtype, shape, arrays[dtype].from(numbers) as TensorData[typeof dtype]); // the record below pairs them
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;
