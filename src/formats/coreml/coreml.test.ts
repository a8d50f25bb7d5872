import { describe, expect, test } from 'vitest';
import { decodeCoreMl, inner, list, type Message, number, text } from '../../../test/coreml-reader.ts';
import { runCoreMl } from '../../../test/run-coreml.ts';
import { largestDifference, outputOf } from '../../../test/run-graph.ts';
import { GraftError } from '../../errors.ts';
import { type Attribute, type Graph, int, ints, string } from '../../graph/graph.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import { fromFloat16, toFloat16 } from '../../tensor/float16.kernel.ts';
import { seededRandom } from '../../tensor/random.ts';
import { elementCount, tensor } from '../../tensor/tensor.ts';
import type { CoreMlClassifier } from './classifier.ts';
import { graphToLayers } from './graph-to-layers.ts';
import { layersToGraph } from './layers-to-graph.ts';
import { readCoreMl } from './read.ts';
import { scaledPicture } from './scaled-picture.ts';
import { writeCoreMl } from './write.ts';

const [height, width] = [9, 7];
const labels = ['cat', 'dog', '鳥'];

/** A network with every operator that can be written, some of them in several forms. Its weights are halves already. */
function network(last: 'Softmax' | 'Sigmoid'): Graph {
  const random = seededRandom(5);
  const builder = new GraphBuilder();
  const weights = (name: string, ...shape: number[]): string => {
    const values = Float32Array.from({ length: elementCount(shape) }, () => random.normal() / 4);
    return builder.constant(name, tensor('float32', shape, fromFloat16(toFloat16(values))));
  };
  const scalar = (name: string, x: number): string => builder.constant(name, tensor('float32', [], Float32Array.of(x)));
  const add = (operator: string, inputs: string[], attributes: Record<string, Attribute> = {}): string =>
    builder.add(operator, inputs, { attributes });
  builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', height, width, 3] });
  const planes = add('Transpose', ['pixels'], { perm: ints([0, 3, 1, 2]) });
  const centred = add('Sub', [add('Cast', [planes], { to: int(1) }), scalar('offset', 100)]);
  const picture = add('Mul', [centred, scalar('scale', 1 / 64)]);
  const stem = add('Conv', [picture, weights('w1', 6, 3, 3, 3), weights('b1', 6)], {
    strides: ints([2, 2]),
    auto_pad: string('SAME_UPPER'),
  });
  const six = add('Clip', [stem, scalar('zero', 0), scalar('six', 1.5)]); // [6, 5, 4]
  const depthwise = add('Conv', [six, weights('w2', 6, 1, 3, 3)], { group: int(6), pads: ints([1, 1, 1, 1]) });
  const between = add('Clip', [depthwise, scalar('low', -0.25), scalar('high', 0.5)]);
  const mean = add('AveragePool', [six], { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]), count_include_pad: int(0) });
  const meanWithBorder = add('AveragePool', [six], { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]), count_include_pad: int(1) });
  const sum = add('Add', [between, add('Identity', [mean])]);
  const both = add('Concat', [sum, between, meanWithBorder], { axis: int(1) }); // [18, 5, 4]
  const pads = builder.constant('pads', tensor('int64', [8], BigInt64Array.of(0n, 0n, 2n, 1n, 0n, 0n, 0n, 1n)));
  const dilated = add('Conv', [add('Pad', [both, pads]), weights('w3', 5, 18, 2, 2), weights('b3', 5)], { dilations: ints([2, 2]) }); // [5, 5, 4]
  const relu = add('Relu', [dilated]);
  const pooled = add('Flatten', [add('GlobalAveragePool', [relu])], { axis: int(1) });
  const strided = add('MaxPool', [relu], { kernel_shape: ints([3, 2]), strides: ints([2, 1]), pads: ints([1, 0, 0, 0]) });
  const least = add('Clip', [strided, scalar('least', 0.125), '']);
  const sizes = builder.constant('row', tensor('int64', [2], BigInt64Array.of(0n, -1n)));
  const features = add('Concat', [pooled, add('Reshape', [least, sizes])], { axis: int(1) }); // 5 + 5·2·3
  const hidden = add('Relu', [add('Gemm', [features, weights('w4', 35, 8), weights('b4', 8)])]);
  const logits = add('Gemm', [hidden, weights('w5', 3, 8)], { transB: int(1) });
  builder.add(last, [logits], { as: 'probabilities', attributes: last === 'Softmax' ? { axis: int(1) } : {} });
  return builder.finish('every operator', [{ name: 'probabilities', dtype: 'float32', shape: ['batch', 3] }]);
}

function classifierOf(graph: Graph): CoreMlClassifier {
  const picture = scaledPicture(graph);
  const { layers, nameOf } = graphToLayers(graph, { value: picture.value, image: 'image', operations: picture.operations });
  return {
    image: { name: 'image', width, height },
    scaler: picture.scaler,
    ...{ layers, labels, probabilities: nameOf('probabilities') ?? '', label: 'classLabel' },
    metadata: { description: 'A test', version: '1', author: 'Graft', licence: 'none', userDefined: { a: 'b', c: 'd' } },
  };
}

const random = seededRandom(8);
const pictures = Array.from({ length: 4 }, () => Uint8Array.from({ length: height * width * 3 }, () => random.below(256)));

describe.each(['Softmax', 'Sigmoid'] as const)('a network that ends in %s', (last) => {
  const graph = network(last);
  const file = writeCoreMl(classifierOf(graph));
  const expected = (pixels: Uint8Array) => outputOf(graph, { pixels: tensor('uint8', [1, height, width, 3], pixels) });

  test('another reader and a plain interpreter of the file find what ONNX Runtime finds for the graph', async () => {
    for (const pixels of pictures) {
      const found = runCoreMl(file, pixels);
      expect(Object.keys(found)).toEqual(labels);
      expect(largestDifference(Object.values(found), (await expected(pixels)).data)).toBeLessThan(1e-5); // float32 against float64
    }
  });

  test('so does ONNX Runtime for what is read back from the file', async () => {
    const back = layersToGraph(readCoreMl(file));
    for (const pixels of pictures) {
      const found = await outputOf(back, { pixels: tensor('uint8', [1, height, width, 3], pixels) });
      expect(largestDifference(found.data, (await expected(pixels)).data)).toBeLessThan(1e-6);
    }
  });
});

describe('a file', () => {
  const classifier = classifierOf(network('Softmax'));
  const file = writeCoreMl(classifier);

  test('has the parts that Xcode and Vision look for, as another reader sees them', () => {
    const model = decodeCoreMl(file);
    const description = inner(model, 'description');
    const [image] = list<Message>(description, 'input');
    const network = inner(model, 'neuralNetworkClassifier');
    expect(number(model, 'specificationVersion')).toBe(2);
    expect(image).toMatchObject({ name: 'image', type: { imageType: { width, height, colorSpace: 20 } } });
    const [probabilities, label] = list<Message>(description, 'output');
    expect(probabilities).toMatchObject({ name: classifier.probabilities, type: { dictionaryType: { stringKeyType: {} } } });
    expect(label).toMatchObject({ name: 'classLabel', type: { stringType: {} } });
    expect(description).toMatchObject({ predictedFeatureName: 'classLabel', predictedProbabilitiesName: classifier.probabilities });
    expect(inner(description, 'metadata')).toMatchObject({
      author: 'Graft',
      license: 'none',
      userDefined: [{ key: 'a', value: 'b' }, { key: 'c' }],
    });
    expect(network).toMatchObject({ stringClassLabels: { vector: labels }, preprocessing: [{ featureName: 'image' }] });
    expect(text(network, 'labelProbabilityLayerName')).toBe(classifier.probabilities);
    const names = list<Message>(network, 'layers').flatMap((layer) => list<string>(layer, 'output'));
    expect(names.every((name) => /^[A-Za-z_]\w*$/.test(name))).toBe(true);
    expect(new Set(names).size).toBe(names.length);
  });

  test('is read back as it was written', () => {
    expect(readCoreMl(file)).toEqual(classifier);
    expect(writeCoreMl(readCoreMl(file))).toEqual(file);
    const within = Buffer.concat([Buffer.of(7), file]).subarray(1); // as files come from the disk, and not aligned
    expect(readCoreMl(within)).toEqual(classifier);
  });

  test('that is damaged is refused, wherever it ends', () => {
    for (let length = 0; length < file.length; length += 7) {
      try {
        const { layers } = readCoreMl(file.subarray(0, length));
        expect(layers.length).toBeLessThanOrEqual(classifier.layers.length); // cut between two fields of the file itself
      } catch (error) {
        expect(error).toBeInstanceOf(GraftError);
        expect(['FORMAT_INVALID', 'UNSUPPORTED_OPERATOR']).toContain((error as GraftError).code); // it is one, just above
      }
    }
  });
});

test('weights are rounded to the nearest half; one that is too large is refused', () => {
  const classifier = classifierOf(network('Softmax'));
  const [layer, ...others] = classifier.layers;
  if (layer?.kind !== 'convolution') throw new Error('The first layer is a convolution.');
  const changed = (weight: number): CoreMlClassifier => ({
    ...classifier,
    layers: [{ ...layer, weights: layer.weights.map(() => weight) }, ...others],
  });
  const [rounded] = readCoreMl(writeCoreMl(changed(1 / 3))).layers;
  expect(rounded?.kind === 'convolution' && rounded.weights[0]).toBe(0.333251953125);
  expect(() => writeCoreMl(changed(70_000))).toThrow(expect.objectContaining({ code: 'MODEL_INCAPABLE' }));
});

test.each([
  ['TopK', (builder: GraphBuilder) => builder.addMany('TopK', ['map'], ['out', 'places'])],
  ['a product', (builder: GraphBuilder) => builder.add('Mul', ['map', 'map'], { as: 'out' })],
  ['a softmax over the width', (builder: GraphBuilder) => builder.add('Softmax', ['map'], { as: 'out', attributes: { axis: int(3) } })],
])('%s has no layer, and is refused by name', (_what, build) => {
  const builder = new GraphBuilder();
  builder.input({ name: 'map', dtype: 'float32', shape: ['batch', 2, 3, 4] });
  build(builder);
  const graph = builder.finish('g', [{ name: 'out', dtype: 'float32', shape: [] }]);
  expect(() => graphToLayers(graph, { value: 'map', image: 'image', operations: [] })).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_OPERATOR' }),
  );
});

test.each([
  ['a mean and a deviation for each colour', false, false, 1],
  ['the same before the axes are put in order', false, true, 1],
  ['blue first', true, false, 1],
  ['one deviation for all', true, true, 0],
])('pixels are scaled by %s', async (_what, lastFirst, channelsLast, deviations) => {
  const builder = new GraphBuilder();
  const row = (name: string, data: readonly number[]): string =>
    builder.constant(name, tensor('float32', channelsLast ? [data.length] : [data.length, 1, 1], Float32Array.from(data)));
  const random = seededRandom(3);
  const weights = Float32Array.from({ length: 27 }, () => random.normal() / 2);
  builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', height, width, 3] });
  const turned = (value: string): string => builder.add('Transpose', [value], { attributes: { perm: ints([0, 3, 1, 2]) } });
  let value = builder.add('Cast', [channelsLast ? 'pixels' : turned('pixels')], { attributes: { to: int(1) } });
  if (lastFirst && !channelsLast) {
    const order = builder.constant('order', tensor('int64', [3], BigInt64Array.of(2n, 1n, 0n)));
    value = builder.add('Gather', [value, order], { attributes: { axis: int(1) } });
  }
  value = builder.add('Sub', [value, row('mean', [123.7, 116.3, 103.5])]);
  value = builder.add('Div', [value, row('deviation', deviations === 1 ? [58.4, 57.1, 77.4] : [64])]);
  if (channelsLast) value = turned(value);
  const kernel = builder.constant('kernel', tensor('float32', [3, 3, 1, 3], fromFloat16(toFloat16(weights))));
  const pooled = builder.add('GlobalAveragePool', [builder.add('Relu', [builder.add('Conv', [value, kernel])])]);
  builder.add('Softmax', [builder.add('Flatten', [pooled], { attributes: { axis: int(1) } })], { as: 'probabilities' });
  const graph = builder.finish('scaled', [{ name: 'probabilities', dtype: 'float32', shape: ['batch', 3] }]);
  const classifier = classifierOf(graph);
  expect(classifier.layers).toHaveLength(4 + deviations);
  const file = writeCoreMl(classifier);
  for (const pixels of pictures) {
    const { data } = await outputOf(graph, { pixels: tensor('uint8', [1, height, width, 3], pixels) });
    expect(largestDifference(Object.values(runCoreMl(file, pixels)), data)).toBeLessThan(5e-4); // a deviation in 16 bits
  }
});

test('a picture whose channels do not come last is refused', () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', 3, 4, 4] });
  builder.add('Cast', ['pixels'], { as: 'out', attributes: { to: int(1) } });
  const graph = builder.finish('g', [{ name: 'out', dtype: 'float32', shape: [] }]);
  expect(() => scaledPicture(graph)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_OPERATOR' }));
});
