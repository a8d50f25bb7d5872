import { expect, test } from 'vitest';
import type { Graph, Node } from './graph.ts';
import type { Layer } from './layers.ts';
import { shareTime } from './share-time.ts';

const node = (name: string, operator: string, inputs: readonly string[], outputs: readonly string[] = [name]): Node => ({
  ...{ name, operator, inputs, outputs },
  ...{ domain: '', attributes: {} },
});
const layer = (name: string): Layer => ({ name, operator: 'Conv', inputs: [], shape: [1], parameters: 0, multiplyAdds: 0 });
const graphOf = (nodes: readonly Node[]): Graph => ({ name: '', inputs: [], outputs: [], nodes, constants: new Map(), metadata: {} });

/** Two convolutions in 8-bit form, an average rewritten as a sum and a product, and what prepares them. */
const graph = graphOf([
  node('turned', 'Transpose', ['pixels']),
  node('w1', 'DequantizeLinear', ['w1:stored']),
  node('conv_1:real', 'Conv', ['turned', 'w1']),
  node('conv_1:quantized', 'QuantizeLinear', ['conv_1:real']),
  node('conv_1', 'DequantizeLinear', ['conv_1:quantized']),
  node('conv_12:real', 'Conv', ['conv_1', 'w2']),
  node('conv_12:quantized', 'QuantizeLinear', ['conv_12:real']),
  node('conv_12', 'DequantizeLinear', ['conv_12:quantized']),
  node('pool:real:sum', 'Conv', ['conv_12', 'ones']),
  node('pool:real', 'Mul', ['pool:real:sum', 'mask']),
  node('pool', 'Identity', ['pool:real']),
]);
const layers = ['conv_1', 'conv_12', 'pool'].map(layer);

test('a kernel belongs to the layer whose node it is named after, with more appended or not', () => {
  const times = {
    'conv_1:real_token_51': 3, // fused with its quantization
    'conv_12:real_nchwc': 5,
    'conv_12:quantized': 0.25,
    w1: 0.125, // prepares conv_1
    turned: 0.5,
    'pool:real:sum_token_9': 1,
    'pool:real': 2,
    ReorderOutput: 0.75, // nobody's
  };
  const kernels = Object.entries(times).map(([name, milliseconds]) => ({ name, milliseconds }));
  const { milliseconds, other } = shareTime(graph, layers, kernels, 20);
  expect(milliseconds).toEqual([3 + 0.125 + 0.5, 5.25, 3]);
  expect(other).toBe(20 - 3.625 - 5.25 - 3); // what is told sums to what was measured
});

test('a name that only begins alike is not taken for the same', () => {
  expect(shareTime(graph, layers, [{ name: 'conv_12', milliseconds: 1 }], 1).milliseconds).toEqual([0, 1, 0]);
  expect(shareTime(graph, layers, [{ name: 'conv_123', milliseconds: 1 }], 1)).toEqual({ milliseconds: [0, 0, 0], other: 1 });
});
