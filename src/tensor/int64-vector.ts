import { type Tensor, tensor } from './tensor.ts';

/** A vector of whole numbers as ONNX takes axes, shapes and pads: int64, of the shape [values.length]. */
export function int64Vector(values: readonly number[]): Tensor<'int64'> {
  return tensor('int64', [values.length], BigInt64Array.from(values, BigInt));
}
