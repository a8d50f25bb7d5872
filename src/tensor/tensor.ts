import { GraftError } from '../errors.ts';

/** The typed array behind each element type. */
export interface TensorData {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly bool: Uint8Array;
}

/** What makes the typed array of each element type. */
export const typedArrays = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;

/** The name of an element type. */
export type DType = keyof TensorData;

/**
 * Numbers with a shape: a record, row-major (the last dimension varies fastest). A scalar has the shape `[]`.
 *
 * The data belongs to the tensor: whoever makes one gives the array away and nobody changes it after.
 */
export type Tensor<D extends DType = DType> = {
  readonly [K in D]: { readonly dtype: K; readonly shape: readonly number[]; readonly data: TensorData[K] };
}[D];

/** How many elements a shape holds: the product of its dimensions, 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const dimension of shape) count *= dimension;
  return count;
}

/**
 * Makes a tensor and checks that the data fills the shape.
 *
 * @throws `SHAPE_MISMATCH` when `data.length` is not the product of `shape`.
 */
export function tensor<D extends DType>(dtype: D, shape: readonly number[], data: TensorData[D]): Tensor<D> {
  const count = elementCount(shape);
  if (data.length !== count) {
    throw new GraftError('SHAPE_MISMATCH', `Expected ${count} elements for the shape [${shape.join(', ')}]. Received ${data.length}.`);
  }
  return { dtype, shape, data } as Tensor<D>; // the mapped type cannot see that dtype and data share D
}
