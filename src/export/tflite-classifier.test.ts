import { describe, expect, test } from 'vitest';
import { makeTflite } from '../../test/fixtures/make-tflite.ts';
import { smallPlan } from '../../test/fixtures/small-networks.ts';
import { activation } from '../../test/fixtures/tflite-operator.ts';
import { largestDifference, outputOf, runGraph } from '../../test/run-graph.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { cutTflite } from '../formats/tflite/cut.ts';
import { readTflite, type TfliteNetwork } from '../formats/tflite/read.ts';
import { signedNetwork } from '../formats/tflite/signed-network.ts';
import { withInputSize } from '../formats/tflite/with-input-size.ts';
import { writeTflite } from '../formats/tflite/write.ts';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import type { HeadLayer } from './head-layers.ts';
import { tfliteClassifier } from './tflite-classifier.ts';

const random = seededRandom(3);
const dense = (rows: number, columns: number, activation: HeadLayer['activation']): HeadLayer => ({
  weights: matrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random.normal()),
  ),
  bias: Float32Array.from({ length: columns }, () => random.normal()),
  activation,
});

/** A network of two blocks and, behind them, the classic pool over the whole map. */
function network(): TfliteNetwork {
  const plan = smallPlan();
  const whole = activation('AvgPool', 'uint8', [1, 1, 1, 6], { scale: Math.fround(0.02), zeroPoint: 99 });
  const pool = { name: 'AVERAGE_POOL_2D', inputs: [5], outputs: [9], options: [[0, 'int8', 1], [1, 'int32', 5], [2, 'int32', 5], [3, 'int32', 5], [4, 'int32', 5]] } as const; // biome-ignore format: one operator
  return readTflite(makeTflite({ ...plan, tensors: [...plan.tensors, whole], operators: [...plan.operators, pool], outputs: [8, 9] }));
}

/** The same in plain loops, from the activations on. */
function reference(activations: readonly (Tensor | undefined)[], layers: readonly HeadLayer[]): number[] {
  let row = activations.flatMap((map) => {
    const [, channels = 0, height = 1, width = 1] = map?.shape ?? [];
    const area = height * width;
    return Array.from({ length: channels }, (_, c) => {
      let sum = 0;
      for (let i = 0; i < area; i++) sum += Number(map?.data[c * area + i]);
      return sum / area;
    });
  });
  for (const { weights, bias, activation: kind } of layers) {
    const sums = Array.from(bias, (start, column) =>
      row.reduce((sum, value, i) => sum + value * (weights.data[i * weights.columns + column] ?? 0), start),
    );
    const total = sums.reduce((sum, value) => sum + Math.exp(value), 0);
    row = sums.map((value) => ({ relu: Math.max(0, value), softmax: Math.exp(value) / total, sigmoid: 1 / (1 + Math.exp(-value)) })[kind]);
  }
  return row;
}

describe.each([
  ['a softmax head on two blocks', ['conv', 'concat'], [dense(9, 4, 'softmax')]],
  ['a sigmoid head on one block', ['concat'], [dense(6, 3, 'sigmoid')]],
  ['an mlp head on three layers in another order', ['pool', 'conv', 'concat'], [dense(12, 5, 'relu'), dense(5, 4, 'softmax')]],
  ['a softmax head on the classic pool', ['AvgPool'], [dense(6, 4, 'softmax')]],
  ['a softmax head on a flat layer', ['dense'], [dense(4, 2, 'softmax')]],
] as const)('%s', (_name, names, layers) => {
  const cuts = names.map((layer) => ({ name: layer.toLowerCase(), layer }));

  test.each([
    [5, 5],
    [9, 7],
  ])('%i x %i: the file computes what plain loops compute from the activations', async (width, height) => {
    if (names.some((name) => name === 'dense') && width !== 5) return; // one size alone, see below
    const file = readTflite(writeTflite(tfliteClassifier(network(), { cuts, layers, width, height })));
    const pixels = tensor(
      'uint8',
      [1, height, width, 2],
      Uint8Array.from({ length: height * width * 2 }, () => random.below(256)),
    );
    const found = await outputOf(convertTflite(file, 'classifier'), { pixels });
    const maps = await runGraph(convertTflite(signedNetwork(withInputSize(cutTflite(network(), names), { width, height })), 'backbone'), {
      pixels,
    });
    const expected = reference(
      names.map((name) => maps[name]),
      layers,
    );
    expect(found.shape).toEqual([1, expected.length]);
    expect(largestDifference(found.data, expected)).toBeLessThan(1e-5); // sums in 32 bits
  });
});

describe('the file', () => {
  const cuts = [{ name: 'block', layer: 'concat' }];
  const plan = { cuts, layers: [dense(6, 3, 'softmax')], width: 5, height: 5 };
  const made = tfliteClassifier(network(), plan);

  test('holds what is needed and no more, ending in one output', () => {
    const names = made.operators.map(({ name }) => name);
    expect(names).toEqual(['QUANTIZE', 'CONV_2D', 'AVERAGE_POOL_2D', 'CONCATENATION', 'DEQUANTIZE', 'MEAN', 'FULLY_CONNECTED', 'SOFTMAX']);
    expect(made.tensors.map(({ name }) => name)).not.toContain('dense/weights');
    expect(made.outputs.map((index) => made.tensors[index])).toEqual([expect.objectContaining({ type: 'float32', shape: [1, 3] })]);
  });

  test('is the same, byte for byte, when it is made again', () => {
    expect(writeTflite(tfliteClassifier(network(), plan))).toEqual(writeTflite(made));
  });

  test('can itself be a backbone: names that are taken are not given again', () => {
    const again = tfliteClassifier(readTflite(writeTflite(made)), {
      ...plan,
      cuts: [{ name: 'block', layer: 'features/block' }],
      layers: [dense(6, 2, 'softmax')],
    });
    expect(new Set(again.tensors.map(({ name }) => name)).size).toBe(again.tensors.length);
    expect(convertTflite(again, 'again').outputs[0]?.shape).toEqual(['batch', 2]);
  });

  test('is refused for a layer that the network lacks, and for a size that a dense layer cannot take', () => {
    const cut = (layer: string) => ({ ...plan, cuts: [{ name: 'x', layer }] });
    expect(() => tfliteClassifier(network(), cut('nowhere'))).toThrow(expect.objectContaining({ code: 'GRAPH_INVALID' }));
    expect(() => tfliteClassifier(network(), { ...cut('dense'), width: 9 })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_OPERATOR' }),
    );
  });
});
