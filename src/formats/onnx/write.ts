import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Attribute, Graph, Node, ValueInfo } from '../../graph/graph.ts';
import { OPSET } from '../../graph/graph.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  attributeFields,
  attributeTypes,
  dimensionFields,
  elementTypes,
  entryFields,
  graphFields,
  modelFields,
  nodeFields,
  opsetFields,
  shapeFields,
  tensorFields,
  tensorTypeFields,
  typeFields,
  valueFields,
} from './fields.ts';
import { inOpset, irVersionFor } from './opset.ts';

/**
 * Writes a graph as an ONNX file.
 *
 * The same graph gives the same bytes.
 *
 * @param opset The operator set to write it for; see {@link opsets}.
 * @throws `INVALID_ARGUMENT` for one that Graft does not write.
 */
export function writeOnnx(written: Graph, opset = OPSET): Uint8Array<ArrayBuffer> {
  const graph = inOpset(written, opset);
  const model = new BinaryWriter();
  integer(model, modelFields.irVersion, irVersionFor(opset));
  text(model, modelFields.producerName, 'graft');
  message(model, modelFields.graph, (writer) => writeGraph(writer, graph));
  const domains = new Set(['', ...graph.nodes.map((node) => node.domain)]);
  for (const domain of domains) {
    message(model, modelFields.opsets, (writer) => {
      text(writer, opsetFields.domain, domain);
      integer(writer, opsetFields.version, domain === '' ? opset : 1);
    });
  }
  for (const [key, value] of Object.entries(graph.metadata)) {
    message(model, modelFields.metadata, (writer) => {
      text(writer, entryFields.key, key);
      text(writer, entryFields.value, value);
    });
  }
  return model.finish();
}

function writeGraph(writer: BinaryWriter, graph: Graph): void {
  for (const node of graph.nodes) message(writer, graphFields.nodes, (inner) => writeNode(inner, node));
  text(writer, graphFields.name, graph.name);
  for (const [name, value] of graph.constants) message(writer, graphFields.initializers, (inner) => writeTensor(inner, value, name));
  for (const input of graph.inputs) message(writer, graphFields.inputs, (inner) => writeValueInfo(inner, input));
  for (const output of graph.outputs) message(writer, graphFields.outputs, (inner) => writeValueInfo(inner, output));
}

function writeNode(writer: BinaryWriter, node: Node): void {
  for (const input of node.inputs) text(writer, nodeFields.inputs, input);
  for (const output of node.outputs) text(writer, nodeFields.outputs, output);
  text(writer, nodeFields.name, node.name);
  text(writer, nodeFields.operator, node.operator);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    message(writer, nodeFields.attributes, (inner) => writeAttribute(inner, name, attribute));
  }
  if (node.domain !== '') text(writer, nodeFields.domain, node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: Attribute): void {
  text(writer, attributeFields.name, name);
  switch (attribute.type) {
    case 'float':
      writer.tag(attributeFields.float, WireType.Bit32).float(attribute.value);
      break;
    case 'int':
      integer(writer, attributeFields.int, attribute.value);
      break;
    case 'string':
      text(writer, attributeFields.string, attribute.value);
      break;
    case 'tensor':
      message(writer, attributeFields.tensor, (inner) => writeTensor(inner, attribute.value, ''));
      break;
    case 'floats':
      for (const value of attribute.value) writer.tag(attributeFields.floats, WireType.Bit32).float(value);
      break;
    case 'ints':
      for (const value of attribute.value) integer(writer, attributeFields.ints, value);
      break;
    case 'strings':
      for (const value of attribute.value) text(writer, attributeFields.strings, value);
      break;
  }
  integer(writer, attributeFields.type, attributeTypes[attribute.type]);
}

function writeTensor(writer: BinaryWriter, value: Tensor, name: string): void {
  for (const size of value.shape) integer(writer, tensorFields.dims, size);
  integer(writer, tensorFields.dtype, elementTypes[value.dtype]);
  if (name !== '') text(writer, tensorFields.name, name);
  // raw_data is little-endian, as is every machine that Node and browsers run on.
  const raw = new Uint8Array(value.data.buffer, value.data.byteOffset, value.data.byteLength);
  writer.tag(tensorFields.raw, WireType.LengthDelimited).bytes(raw);
}

function writeValueInfo(writer: BinaryWriter, info: ValueInfo): void {
  text(writer, valueFields.name, info.name);
  message(writer, valueFields.type, (type) => {
    message(type, typeFields.tensor, (tensorType) => {
      integer(tensorType, tensorTypeFields.element, elementTypes[info.dtype]);
      message(tensorType, tensorTypeFields.shape, (shape) => {
        for (const dimension of info.shape) {
          message(shape, shapeFields.dimensions, (inner) => {
            if (typeof dimension === 'number') integer(inner, dimensionFields.value, dimension);
            else text(inner, dimensionFields.name, dimension);
          });
        }
      });
    });
  });
}

function message(writer: BinaryWriter, field: number, write: (inner: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function integer(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}
