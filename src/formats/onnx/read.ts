import { WireType } from '@bufbuild/protobuf/wire';
import { GraftError } from '../../errors.ts';
import type { Attribute, Dimension, Graph, Node, ValueInfo } from '../../graph/graph.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { readMessage, readRepeated } from '../protobuf/read-message.ts';
import { dtypeOfElement } from './element-types.ts';
import { type ReadExternalData, readEntry } from './external-data.ts';
import {
  attributeFields,
  attributeTypes,
  dimensionFields,
  graphFields,
  modelFields,
  nodeFields,
  opsetFields,
  shapeFields,
  tensorTypeFields,
  typeFields,
  valueFields,
} from './fields.ts';
import { readTensor, type TensorContext, unreadable } from './read-tensor.ts';
import { ReadingLimits } from './reading-limits.ts';

/** An ONNX file as it is: its graph, and the words it is said in. */
export interface OnnxFile {
  readonly graph: Graph;
  /** The version of each operator set that it imports, by domain; ONNX's own is the empty string. */
  readonly opsets: ReadonlyMap<string, number>;
}

/** What {@link readOnnxFile} may need beside the file. */
export interface ReadOnnxOptions {
  /** Gives the bytes of weights that lie in other files. @default such weights are refused */
  readonly external?: ReadExternalData | undefined;
}

/**
 * Reads an ONNX file that Graft wrote into a graph.
 *
 * @throws `FORMAT_INVALID` when it is damaged, `FORMAT_LIMIT` when it asks for too much, `UNSUPPORTED_OPERATOR` when it holds what
 * Graft does not represent.
 */
export function readOnnx(bytes: Uint8Array): Graph {
  return readOnnxFile(bytes).graph;
}

/**
 * Reads any ONNX file, without asking what its operators mean: see {@link importOnnx} for that.
 *
 * Constants are copied out of the file; float16 and bfloat16 become float32, 16-bit integers int32, uint32 int64. Operators with
 * graphs inside them (If, Loop) are refused.
 *
 * @throws as {@link readOnnx}
 */
export function readOnnxFile(bytes: Uint8Array, { external }: ReadOnnxOptions = {}): OnnxFile {
  try {
    return readModel(bytes, { limits: new ReadingLimits(), external });
  } catch (cause) {
    if (cause instanceof GraftError) throw cause;
    throw new GraftError('FORMAT_INVALID', `The ONNX file is damaged: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      hint: 'Fetch or export it again.',
      cause,
    });
  }
}

function readModel(bytes: Uint8Array, context: TensorContext): OnnxFile {
  let graph: Omit<Graph, 'metadata'> | undefined;
  const metadata: [key: string, value: string][] = [];
  const opsets = new Map<string, number>();
  readMessage(bytes, {
    [modelFields.graph]: (reader) => {
      graph = readGraph(reader.bytes(), context);
    },
    [modelFields.opsets]: (reader) => opsets.set(...readOpset(reader.bytes())),
    [modelFields.metadata]: (reader) => {
      context.limits.piece();
      metadata.push(readEntry(reader.bytes()));
    },
  });
  if (graph === undefined)
    throw new GraftError('FORMAT_INVALID', 'The file is not an ONNX network: it holds no graph.', { hint: 'Fetch or export it again.' });
  // An object from entries takes any key, '__proto__' too.
  return { graph: { ...graph, metadata: Object.fromEntries(metadata) }, opsets };
}

function readOpset(bytes: Uint8Array): [domain: string, version: number] {
  let [domain, version] = ['', 0];
  readMessage(bytes, {
    [opsetFields.domain]: (reader) => {
      domain = reader.string();
    },
    [opsetFields.version]: (reader) => {
      version = Number(reader.int64());
    },
  });
  return [domain === 'ai.onnx' ? '' : domain, version];
}

function readGraph(bytes: Uint8Array, context: TensorContext): Omit<Graph, 'metadata'> {
  const { limits } = context;
  let name = '';
  const nodes: Node[] = [];
  const constants = new Map<string, Tensor>();
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  readMessage(bytes, {
    [graphFields.name]: (reader) => {
      name = reader.string();
    },
    [graphFields.nodes]: (reader) => nodes.push(readNode(reader.bytes(), context)),
    [graphFields.initializers]: (reader) => {
      limits.piece();
      const { name: constant, value } = readTensor(reader.bytes(), context);
      constants.set(constant, value);
    },
    [graphFields.inputs]: (reader) => inputs.push(readValueInfo(reader.bytes(), context)),
    [graphFields.outputs]: (reader) => outputs.push(readValueInfo(reader.bytes(), context)),
    [graphFields.sparse]: () => {
      throw new GraftError('UNSUPPORTED_OPERATOR', 'The network has sparse weights, which Graft does not represent.', {
        hint: 'Export it with dense weights.',
      });
    },
  });
  // Files of old versions list the constants among the inputs.
  return { name, nodes, constants, inputs: inputs.filter((input) => !constants.has(input.name)), outputs };
}

function readNode(bytes: Uint8Array, context: TensorContext): Node {
  const { limits } = context;
  limits.piece();
  const node = { name: '', operator: '', domain: '', inputs: [] as string[], outputs: [] as string[] };
  const attributes: [name: string, attribute: Attribute][] = [];
  readMessage(bytes, {
    [nodeFields.inputs]: (reader) => {
      limits.piece();
      node.inputs.push(reader.string());
    },
    [nodeFields.outputs]: (reader) => {
      limits.piece();
      node.outputs.push(reader.string());
    },
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
      const { name, attribute } = readAttribute(reader.bytes(), context);
      attributes.push([name, attribute]);
    },
  });
  return { ...node, attributes: Object.fromEntries(attributes) };
}

function readAttribute(bytes: Uint8Array, context: TensorContext): { name: string; attribute: Attribute } {
  let [name, type, float, int, string] = ['', 0, 0, 0, ''];
  let tensor: Tensor | undefined;
  const floats: number[] = [];
  const ints: number[] = [];
  const strings: string[] = [];
  const list = <T>(to: T[], value: T): void => {
    context.limits.piece();
    to.push(value);
  };
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
      tensor = readTensor(reader.bytes(), context).value;
    },
    [attributeFields.floats]: (reader, wire) => readRepeated(reader, wire, WireType.Bit32, (inner) => list(floats, inner.float())),
    [attributeFields.ints]: (reader, wire) => readRepeated(reader, wire, WireType.Varint, (inner) => list(ints, Number(inner.int64()))),
    [attributeFields.strings]: (reader) => list(strings, reader.string()),
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

function readValueInfo(bytes: Uint8Array, { limits }: TensorContext): ValueInfo {
  limits.piece();
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
              readMessage(reader.bytes(), {
                [shapeFields.dimensions]: (dimension) => {
                  limits.piece();
                  shape.push(readDimension(dimension.bytes()));
                },
              }),
          }),
      }),
  });
  const dtype = dtypeOfElement(code);
  if (dtype === undefined) throw unreadable(name, code);
  return { name, dtype, shape };
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
