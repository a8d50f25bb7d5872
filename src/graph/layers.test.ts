import { expect, test } from 'vitest';
import { smallTflite } from '../../test/fixtures/small-networks.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { readTflite } from '../formats/tflite/read.ts';
import { tensor } from '../tensor/tensor.ts';
import { int, ints } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { layersOf } from './layers.ts';

test('a hand-built network, its weights and products counted by hand', () => {
  const builder = new GraphBuilder();
  const floats = (name: string, ...shape: number[]) =>
    builder.constant(name, tensor('float32', shape, new Float32Array(shape.reduce((all, size) => all * size, 1))));
  builder.input({ name: 'pixels', dtype: 'float32', shape: ['batch', 3, 8, 6] });
  builder.add('Conv', ['pixels', floats('w1', 4, 3, 3, 3), floats('b1', 4)], { as: 'conv', attributes: { pads: ints([1, 1, 1, 1]) } });
  builder.add('Relu', ['conv'], { as: 'relu' });
  builder.add('Conv', ['relu', floats('w2', 4, 1, 3, 3)], {
    as: 'depthwise',
    attributes: { group: int(4), strides: ints([2, 2]), pads: ints([1, 1, 1, 1]) },
  });
  builder.add('Flatten', ['depthwise'], { as: 'flat', attributes: { axis: int(1) } });
  builder.add('Gemm', ['flat', floats('w3', 10, 48), floats('b3', 10)], { as: 'dense', attributes: { transB: int(1) } });
  const graph = builder.finish('g', [{ name: 'dense', dtype: 'float32', shape: ['batch', 10] }]);
  expect(layersOf(graph)).toEqual([
    { name: 'conv', operator: 'Conv', inputs: ['pixels'], shape: [4, 8, 6], parameters: 4 * 27 + 4, multiplyAdds: 27 * 4 * 8 * 6 },
    { name: 'relu', operator: 'Relu', inputs: ['conv'], shape: [4, 8, 6], parameters: 0, multiplyAdds: 0 },
    { name: 'depthwise', operator: 'Conv', inputs: ['relu'], shape: [4, 4, 3], parameters: 36, multiplyAdds: 9 * 4 * 4 * 3 },
    { name: 'dense', operator: 'Gemm', inputs: ['depthwise'], shape: [10], parameters: 480 + 10, multiplyAdds: 48 * 10 },
  ]);
});

test.each(['int8', 'float32'] as const)('a converted network in %s: quantization is no layer, names are those of the file', (precision) => {
  const layers = layersOf(convertTflite(readTflite(smallTflite()), 'small', precision));
  expect(layers.map(({ name, inputs, parameters }) => ({ name, inputs, parameters }))).toEqual([
    { name: 'conv', inputs: ['pixels'], parameters: 3 * 3 * 3 * 2 + 3 },
    { name: 'pool', inputs: ['conv'], parameters: 0 },
    { name: 'concat', inputs: ['conv', 'pool'], parameters: 0 },
    { name: 'dense', inputs: ['concat'], parameters: 4 * 150 },
    { name: 'out', inputs: ['dense'], parameters: 0 },
  ]);
});
