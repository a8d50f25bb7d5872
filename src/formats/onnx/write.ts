import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Attribute, Graph, Node, ValueInfo } from '../../graph/graph.ts';
import { OPSET } from '../../graph/graph.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { writeFloat, writeInteger, writeMessage, writeText } from '../protobuf/write-fields.ts';
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
  writeInteger(model, modelFields.irVersion, irVersionFor(opset));
  writeText(model, modelFields.producerName, 'graft');
  writeMessage(model, modelFields.graph, (writer) => writeGraph(writer, graph));
  const domains = new Set(['', ...graph.nodes.map((node) => node.domain)]);
  for (const domain of domains) {
    writeMessage(model, modelFields.opsets, (writer) => {
      writeText(writer, opsetFields.domain, domain);
      writeInteger(writer, opsetFields.version, domain === '' ? opset : 1);
    });
  }
  for (const [key, value] of Object.entries(graph.metadata)) {
    writeMessage(model, modelFields.metadata, (writer) => {
      writeText(writer, entryFields.key, key);
      writeText(writer, entryFields.value, value);
    });
  }
  return model.finish();
}

function writeGraph(writer: BinaryWriter, graph: Graph): void {
  for (const node of graph.nodes) writeMessage(writer, graphFields.nodes, (inner) => writeNode(inner, node));
  writeText(writer, graphFields.name, graph.name);
  for (const [name, value] of graph.constants) writeMessage(writer, graphFields.initializers, (inner) => writeTensor(inner, value, name));
  for (const input of graph.inputs) writeMessage(writer, graphFields.inputs, (inner) => writeValueInfo(inner, input));
  for (const output of graph.outputs) writeMessage(writer, graphFields.outputs, (inner) => writeValueInfo(inner, output));
}

function writeNode(writer: BinaryWriter, node: Node): void {
  for (const input of node.inputs) writeText(writer, nodeFields.inputs, input);
  for (const output of node.outputs) writeText(writer, nodeFields.outputs, output);
  writeText(writer, nodeFields.name, node.name);
  writeText(writer, nodeFields.operator, node.operator);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    writeMessage(writer, nodeFields.attributes, (inner) => writeAttribute(inner, name, attribute));
  }
  if (node.domain !== '') writeText(writer, nodeFields.domain, node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: Attribute): void {
  writeText(writer, attributeFields.name, name);
  switch (attribute.type) {
    case 'float':
      writeFloat(writer, attributeFields.float, attribute.value);
      break;
    case 'int':
      writeInteger(writer, attributeFields.int, attribute.value);
      break;
    case 'string':
      writeText(writer, attributeFields.string, attribute.value);
      break;
    case 'tensor':
      writeMessage(writer, attributeFields.tensor, (inner) => writeTensor(inner, attribute.value, ''));
      break;
    case 'floats':
      for (const value of attribute.value) writeFloat(writer, attributeFields.floats, value);
      break;
    case 'ints':
      for (const value of attribute.value) writeInteger(writer, attributeFields.ints, value);
      break;
    case 'strings':
      for (const value of attribute.value) writeText(writer, attributeFields.strings, value);
      break;
  }
  writeInteger(writer, attributeFields.type, attributeTypes[attribute.type]);
}

function writeTensor(writer: BinaryWriter, value: Tensor, name: string): void {
  for (const size of value.shape) writeInteger(writer, tensorFields.dims, size);
  writeInteger(writer, tensorFields.dtype, elementTypes[value.dtype]);
  if (name !== '') writeText(writer, tensorFields.name, name);
  // raw_data is little-endian, as is every machine that Node and browsers run on.
  const raw = new Uint8Array(value.data.buffer, value.data.byteOffset, value.data.byteLength);
  writer.tag(tensorFields.raw, WireType.LengthDelimited).bytes(raw);
}

function writeValueInfo(writer: BinaryWriter, info: ValueInfo): void {
  writeText(writer, valueFields.name, info.name);
  writeMessage(writer, valueFields.type, (type) => {
    writeMessage(type, typeFields.tensor, (tensorType) => {
      writeInteger(tensorType, tensorTypeFields.element, elementTypes[info.dtype]);
      writeMessage(tensorType, tensorTypeFields.shape, (shape) => {
        for (const dimension of info.shape) {
          writeMessage(shape, shapeFields.dimensions, (inner) => {
            if (typeof dimension === 'number') writeInteger(inner, dimensionFields.value, dimension);
            else writeText(inner, dimensionFields.name, dimension);
          });
        }
      });
    });
  });
}
