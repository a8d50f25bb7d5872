import type { Attribute, Graph, ValueInfo } from '../../graph/graph.ts';
import { int, intOf } from '../../graph/graph.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { elementTypes } from './fields.ts';
import { inOpset17 } from './in-opset-17.ts';
import { type ReadOnnxOptions, readOnnxFile } from './read.ts';

/**
 * Reads an ONNX file of any origin into a graph that means what Graft's graphs mean: operator set 17, real numbers in float32.
 *
 * Files of float16, bfloat16 and double compute in float32 after it: for the first two nothing is lost, and no network for pictures
 * needs what the third loses.
 *
 * @param bytes The whole file.
 * @throws `FORMAT_INVALID`, `FORMAT_LIMIT`, `UNSUPPORTED_OPERATOR`
 */
export function importOnnx(bytes: Uint8Array, options: ReadOnnxOptions = {}): Graph {
  const { graph, opsets } = readOnnxFile(bytes, options);
  return withoutDoubles(inOpset17(graph, opsets));
}

function withoutDoubles(graph: Graph): Graph {
  const info = (value: ValueInfo): ValueInfo => (value.dtype === 'float64' ? { ...value, dtype: 'float32' } : value);
  return {
    ...graph,
    inputs: graph.inputs.map(info),
    outputs: graph.outputs.map(info),
    constants: new Map(Array.from(graph.constants, ([name, value]) => [name, narrowed(value)])),
    nodes: graph.nodes.map((node) => {
      const entries = Object.entries(node.attributes).map(([name, attribute]): [string, Attribute] => [
        name,
        attribute.type === 'tensor' ? { ...attribute, value: narrowed(attribute.value) } : attribute,
      ]);
      const attributes = Object.fromEntries(entries);
      if (node.operator === 'Cast' && intOf(node, 'to', 0) === elementTypes.float64) attributes['to'] = int(elementTypes.float32);
      return { ...node, attributes };
    }),
  };
}

function narrowed(value: Tensor): Tensor {
  return value.dtype === 'float64' ? tensor('float32', value.shape, Float32Array.from(value.data)) : value;
}
