import { WireType } from '@bufbuild/protobuf/wire';
import { GraftError } from '../../errors.ts';
import type { Attribute, Dimension, Graph, Node, ValueInfo } from '../../graph/graph.ts';
import type { DType, Tensor } from '../../tensor/tensor.ts';
import { elementCount } from '../../tensor/tensor.ts';
import { readMessage, readRepeated } from '../protobuf/read-message.ts';
import {
  attributeFields,
  attributeTypes,
  dimensionFields,
  elementTypes,
  entryFields,
  graphFields,
  modelFields,
  nodeFields,
  shapeFields,
  tensorFields,
  tensorTypeFields,
  typeFields,
  valueFields,
} from './fields.ts';

/**
 * Reads an ONNX file into a graph.
 *
 * Constants are copied out of the file. Files whose weights lie outside (external data) and operators with graphs
 * inside them (If, Loop) are refused.
 *
 * @throws `FORMAT_INVALID` when it is damaged, `UNSUPPORTED_OPERATOR` when it holds what Graft does not represent.
 */
export function readOnnx(bytes: Uint8Array): Graph {
  try {
    return readModel(bytes);
  } catch (cause) {
    if (cause instanceof GraftError) throw cause;
    throw new GraftError('FORMAT_INVALID', `The ONNX file is damaged: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      hint: 'Fetch or export it again.',
      cause,
    });
  }
}

function readModel(bytes: Uint8Array): Graph {
  let graph: Omit<Graph, 'metadata'> | undefined;
  const metadata: [key: string, value: string][] = [];
  readMessage(bytes, {
    [modelFields.graph]: (reader) => {
      graph = readGraph(reader.bytes());
    },
    [modelFields.metadata]: (reader) => {
      let [key, value] = ['', ''];
      readMessage(reader.bytes(), {
        [entryFields.key]: (inner) => {
          key = inner.string();
        },
        [entryFields.value]: (inner) => {
          value = inner.string();
        },
      });
      metadata.push([key, value]);
    },
  });
  if (graph === undefined)
    throw new GraftError('FORMAT_INVALID', 'The file is not an ONNX network: it holds no graph.', { hint: 'Fetch or export it again.' });
  return { ...graph, metadata: Object.fromEntries(metadata) }; // which takes any key, '__proto__' too
}

function readGraph(bytes: Uint8Array): Omit<Graph, 'metadata'> {
  let name = '';
  const nodes: Node[] = [];
  const constants = new Map<string, Tensor>();
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  readMessage(bytes, {
    [graphFields.name]: (reader) => {
      name = reader.string();
    },
    [graphFields.nodes]: (reader) => nodes.push(readNode(reader.bytes())),
    [graphFields.initializers]: (reader) => {
      const { name: constant, value } = readTensor(reader.bytes());
      constants.set(constant, value);
    },
    [graphFields.inputs]: (reader) => inputs.push(readValueInfo(reader.bytes())),
    [graphFields.outputs]: (reader) => outputs.push(readValueInfo(reader.bytes())),
  });
  // Files of old versions list the constants among the inputs.
  return { name, nodes, constants, inputs: inputs.filter((input) => !constants.has(input.name)), outputs };
}

function readNode(bytes: Uint8Array): Node {
  const node = { name: '', operator: '', domain: '', inputs: [] as string[], outputs: [] as string[] };
  const attributes: [name: string, attribute: Attribute][] = [];
  readMessage(bytes, {
    [nodeFields.inputs]: (reader) => node.inputs.push(reader.string()),
    [nodeFields.outputs]: (reader) => node.outputs.push(reader.string()),
    [nodeFields.name]: (reader) => {
      node.name = reader.string();
    },
    [nodeFields.operator]: (reader) => {
      node.operator = reader.string();
    },
    [nodeFields.domain]: (reader) => {
      node.domain = reader.string();
    },
    [nodeFields.attributes]: (reader) => {
      const { name, attribute } = readAttribute(reader.bytes());
      attributes.push([name, attribute]);
    },
  });
  return { ...node, attributes: Object.fromEntries(attributes) };
}

function readAttribute(bytes: Uint8Array): { name: string; attribute: Attribute } {
  let [name, type, float, int, string] = ['', 0, 0, 0, ''];
  let tensor: Tensor | undefined;
  const floats: number[] = [];
  const ints: number[] = [];
  const strings: string[] = [];
  readMessage(bytes, {
    [attributeFields.name]: (reader) => {
      name = reader.string();
    },
    [attributeFields.type]: (reader) => {
      type = reader.int32();
    },
    [attributeFields.float]: (reader) => {
      float = reader.float();
    },
    [attributeFields.int]: (reader) => {
      int = Number(reader.int64());
    },
    [attributeFields.string]: (reader) => {
      string = reader.string();
    },
    [attributeFields.tensor]: (reader) => {
      tensor = readTensor(reader.bytes()).value;
    },
    [attributeFields.floats]: (reader, wire) => readRepeated(reader, wire, WireType.Bit32, (inner) => floats.push(inner.float())),
    [attributeFields.ints]: (reader, wire) => readRepeated(reader, wire, WireType.Varint, (inner) => ints.push(Number(inner.int64()))),
    [attributeFields.strings]: (reader) => strings.push(reader.string()),
  });
  switch (type) {
    case attributeTypes.float:
      return { name, attribute: { type: 'float', value: float } };
    case attributeTypes.int:
      return { name, attribute: { type: 'int', value: int } };
    case attributeTypes.string:
      return { name, attribute: { type: 'string', value: string } };
    case attributeTypes.floats:
      return { name, attribute: { type: 'floats', value: floats } };
    case attributeTypes.ints:
      return { name, attribute: { type: 'ints', value: ints } };
    case attributeTypes.strings:
      return { name, attribute: { type: 'strings', value: strings } };
    case attributeTypes.tensor:
      if (tensor !== undefined) return { name, attribute: { type: 'tensor', value: tensor } };
  }
  throw new GraftError('UNSUPPORTED_OPERATOR', `The attribute "${name}" is of the type number ${type}, which Graft does not represent.`, {
    hint: 'Networks with control flow (If, Loop, Scan) cannot be read.',
  });
}

const dtypes = new Map(Object.entries(elementTypes).map(([dtype, code]) => [code, dtype as DType])); // the record's keys are DType

function dtypeOf(code: number, name: string): DType {
  const dtype = dtypes.get(code);
  if (dtype !== undefined) return dtype;
  throw new GraftError('UNSUPPORTED_OPERATOR', `"${name}" has the element type number ${code}, which Graft does not read.`);
}

function readTensor(bytes: Uint8Array): { name: string; value: Tensor } {
  let [name, code] = ['', 0];
  let raw: Uint8Array | undefined;
  const shape: number[] = [];
  const numbers: number[] = [];
  const wide: bigint[] = [];
  readMessage(bytes, {
    [tensorFields.dims]: (reader, wire) => readRepeated(reader, wire, WireType.Varint, (inner) => shape.push(Number(inner.int64()))),
    [tensorFields.dtype]: (reader) => {
      code = reader.int32();
    },
    [tensorFields.name]: (reader) => {
      name = reader.string();
    },
    [tensorFields.raw]: (reader) => {
      raw = reader.bytes();
    },
    [tensorFields.floats]: (reader, wire) => readRepeated(reader, wire, WireType.Bit32, (inner) => numbers.push(inner.float())),
    [tensorFields.doubles]: (reader, wire) => readRepeated(reader, wire, WireType.Bit64, (inner) => numbers.push(inner.double())),
    [tensorFields.int32s]: (reader, wire) => readRepeated(reader, wire, WireType.Varint, (inner) => numbers.push(inner.int32())),
    [tensorFields.int64s]: (reader, wire) => readRepeated(reader, wire, WireType.Varint, (inner) => wide.push(BigInt(inner.int64()))),
    [tensorFields.location]: (reader) => {
      if (reader.int32() !== 0) {
        throw new GraftError('UNSUPPORTED_OPERATOR', `The weights "${name}" lie outside the ONNX file, which Graft does not read.`, {
          hint: 'Save the network as one file.',
        });
      }
    },
  });
  return { name, value: tensorFrom(dtypeOf(code, name), shape, raw, dtypeOf(code, name) === 'int64' ? wide : numbers, name) };
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;

function tensorFrom(
  dtype: DType,
  shape: readonly number[],
  raw: Uint8Array | undefined,
  listed: number[] | bigint[],
  name: string,
): Tensor {
  const count = elementCount(shape);
  const size = arrays[dtype].BYTES_PER_ELEMENT;
  const found = raw === undefined ? listed.length : raw.length / size;
  if (!shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0) || found !== count) {
    throw new GraftError('FORMAT_INVALID', `The weights "${name}" claim the shape [${shape.join(', ')}] and hold ${found} numbers.`, {
      hint: 'Fetch or export the file again.',
    });
  }
  const data = raw === undefined ? new arrays[dtype](listed as never) : new arrays[dtype](new Uint8Array(raw).buffer); // `listed` is of the dtype's kind by construction
  return { dtype, shape, data } as Tensor; // dtype chose the array above
}

function readValueInfo(bytes: Uint8Array): ValueInfo {
  let [name, code] = ['', 0];
  const shape: Dimension[] = [];
  readMessage(bytes, {
    [valueFields.name]: (reader) => {
      name = reader.string();
    },
    [valueFields.type]: (type) =>
      readMessage(type.bytes(), {
        [typeFields.tensor]: (tensorType) =>
          readMessage(tensorType.bytes(), {
            [tensorTypeFields.element]: (reader) => {
              code = reader.int32();
            },
            [tensorTypeFields.shape]: (reader) =>
              readMessage(reader.bytes(), { [shapeFields.dimensions]: (dimension) => shape.push(readDimension(dimension.bytes())) }),
          }),
      }),
  });
  return { name, dtype: dtypeOf(code, name), shape };
}

function readDimension(bytes: Uint8Array): Dimension {
  let dimension: Dimension = '';
  readMessage(bytes, {
    [dimensionFields.value]: (reader) => {
      dimension = Number(reader.int64());
    },
    [dimensionFields.name]: (reader) => {
      dimension = reader.string();
    },
  });
  return dimension;
}
