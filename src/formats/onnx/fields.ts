import type { DType } from '../../tensor/tensor.ts';

/**
 * The field numbers of ONNX's protobuf messages, as far as Graft reads and writes them.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (IR version 8)
 * @module
 */

export const modelFields = { irVersion: 1, producerName: 2, producerVersion: 3, graph: 7, opsets: 8, metadata: 14 } as const;
export const opsetFields = { domain: 1, version: 2 } as const;
export const entryFields = { key: 1, value: 2 } as const;
export const graphFields = { nodes: 1, name: 2, initializers: 5, inputs: 11, outputs: 12, sparse: 15 } as const;
export const nodeFields = { inputs: 1, outputs: 2, name: 3, operator: 4, attributes: 5, domain: 7 } as const;
export const attributeFields = {
  name: 1,
  float: 2,
  int: 3,
  string: 4,
  tensor: 5,
  graph: 6,
  floats: 7,
  ints: 8,
  strings: 9,
  type: 20,
} as const;
export const tensorFields = {
  dims: 1,
  dtype: 2,
  floats: 4,
  int32s: 5,
  int64s: 7,
  name: 8,
  raw: 9,
  doubles: 10,
  uint64s: 11,
  external: 13,
  location: 14,
} as const;
export const valueFields = { name: 1, type: 2 } as const;
export const typeFields = { tensor: 1 } as const;
export const tensorTypeFields = { element: 1, shape: 2 } as const;
export const shapeFields = { dimensions: 1 } as const;
export const dimensionFields = { value: 1, name: 2 } as const;

/** The numbers of an attribute's types. */
export const attributeTypes = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

/** The numbers of the element types. */
export const elementTypes: Readonly<Record<DType, number>> = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float64: 11 };
