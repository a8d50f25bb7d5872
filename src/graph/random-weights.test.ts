import { expect, test } from 'vitest';
import { seededRandom } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import { GraphBuilder } from './graph-builder.ts';
import { withRandomWeights } from './random-weights.ts';

const learned = 7; // whatever a network had learned

/** Pixels brought to a range, a convolution with normalization and an 8-bit network's range, a ReLU6, a dense layer. */
function network() {
  const builder = new GraphBuilder();
  builder.input({ name: 'pixels', dtype: 'float32', shape: ['batch', 3, 8, 8] });
  const constant = (name: string, shape: readonly number[], value = learned): string =>
    builder.constant(name, tensor('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value)));
  const scaled = builder.add('Mul', ['pixels', constant('1 / deviation', [1, 3, 1, 1])]);
  const conv = builder.add('Conv', [scaled, constant('weights', [64, 3, 5, 5]), constant('bias', [64])]);
  const batch = ['gamma', 'beta', 'mean', 'variance'].map((name) => constant(name, [64]));
  const normal = builder.add('BatchNormalization', [conv, ...batch]);
  const relu = builder.add('Clip', [normal, constant('0', [], 0), constant('3.2', [], 3.2)], { as: 'relu' });
  const linear = builder.add('Clip', [relu, constant('-2', [], -2), constant('3', [], 3)], { as: 'linear' });
  const relu6 = builder.add('Clip', [linear, constant('zero', [], 0), constant('5.99', [], 5.99)], { as: 'relu6' });
  const pooled = builder.add('GlobalAveragePool', [relu6]);
  const flat = builder.add('Flatten', [pooled]);
  builder.add('Gemm', [flat, constant('dense', [64, 100]), constant('offsets', [100])], { as: 'logits' });
  return builder.finish('small', [{ name: 'logits', dtype: 'float32', shape: ['batch', 100] }]);
}

const { graph, parameters } = withRandomWeights(network(), seededRandom(0));
const values = (name: string): Float32Array => {
  const value = graph.constants.get(name);
  return value?.dtype === 'float32' ? value.data : new Float32Array(0);
};

test('weights have the variance 2 / fan-in (He 2015, eq. 10), about 0', () => {
  for (const [name, fanIn] of [
    ['weights', 3 * 5 * 5],
    ['dense', 64],
  ] as const) {
    const drawn = values(name);
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
    const error = Math.sqrt(2 / drawn.length); // of a variance, relative, for normal numbers
    expect(Math.abs(variance / (2 / fanIn) - 1)).toBeLessThan(4 * error);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(2 / fanIn / drawn.length));
  }
});

test('nothing that was learned is left, and what is arithmetic on pixels stays', () => {
  const all = (name: string, x: number) => expect([...new Set(values(name))]).toEqual([x]);
  all('bias', 0);
  all('offsets', 0);
  all('gamma', 1);
  all('beta', 0);
  all('mean', 0);
  all('variance', 1);
  all('1 / deviation', learned);
  expect(parameters).toEqual(['weights', 'bias', 'gamma', 'beta', 'dense', 'offsets']);
});

test('ranges that 8 bits left are none of the architecture: a ReLU or nothing; a ReLU6 stays', () => {
  const operator = (name: string) => graph.nodes.find(({ outputs }) => outputs[0] === name)?.operator;
  expect(['relu', 'linear', 'relu6'].map(operator)).toEqual(['Relu', 'Identity', 'Clip']);
});

test('the same seed draws the same weights', () => {
  expect(withRandomWeights(network(), seededRandom(0)).graph.constants).toEqual(graph.constants);
  expect(withRandomWeights(network(), seededRandom(1)).graph.constants.get('weights')).not.toEqual(graph.constants.get('weights'));
});
