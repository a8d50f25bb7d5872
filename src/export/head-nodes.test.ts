import { describe, expect, test } from 'vitest';
import { largestDifference, outputOf } from '../../test/run-graph.ts';
import type { Graph } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { fitHead } from '../heads/fit-head.ts';
import { classCountOf, type Head, predictProbabilities } from '../heads/head.ts';
import { drain } from '../tasks/drain.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import { classifierGraph } from './classifier-graph.ts';
import { headNodes } from './head-nodes.ts';

const width = 12;
const random = seededRandom(11);

/** Features like pooled activations: at least 0, columns of very different size. */
function makeFeatures(rows: number): { features: Matrix; labels: Int32Array } {
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 3);
  const data = Float32Array.from({ length: rows * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    return Math.max(0, (1 + column) * (0.5 + 0.4 * random.normal() + (column % 3 === labels[row] ? 0.6 : 0)));
  });
  return { features: matrix(rows, width, data), labels };
}

const training = makeFeatures(45);
const unseen = makeFeatures(20).features;

/** A graph that is nothing but the head. */
function graphOf(head: Head): Graph {
  const builder = new GraphBuilder();
  builder.input({ name: 'features', dtype: 'float32', shape: ['batch', width] });
  headNodes(builder, head, 'features', 'probabilities');
  return builder.finish('head', [{ name: 'probabilities', dtype: 'float32', shape: ['batch', classCountOf(head)] }]);
}

async function served(head: Head, features: Matrix): Promise<Float32Array> {
  return (await outputOf(graphOf(head), { features: tensor('float32', [features.rows, width], features.data) })).data;
}

/**
 * ONNX Runtime adds in float32 and folds the temperature into the weights; `predictProbabilities` adds in float64. Logits
 * of this size (up to some tens) then differ by some 1e-6, probabilities by less.
 */
const tolerance = 1e-5;

const ways = [
  ['softmax, fitted', { kind: 'softmax' }],
  ['mlp, fitted', { kind: 'mlp', hidden: [7] }],
  ['mlp with two hidden layers', { kind: 'mlp', hidden: [7, 5] }],
  ['knn, fitted', { kind: 'knn' }],
  ['knn, one neighbour', { kind: 'knn', neighbours: 1 }],
  ['knn, all photos vote', { kind: 'knn', neighbours: 45 }],
] as const;

describe.each(ways)('%s', (_name, options) => {
  test.each([20, 1])('what was trained is what is served, %i photos at once', async (rows) => {
    const { head } = await drain(fitHead(training.features, training.labels, { classes: 3, folds: 3, ...options }));
    const part = matrix(rows, width, unseen.data.slice(0, rows * width));
    const expected = await predictProbabilities(head, part);
    const found = await served(head, part);
    expect(largestDifference(found, expected.data)).toBeLessThan(tolerance);
    for (let row = 0; row < rows; row++) {
      const sum = found.slice(3 * row, 3 * row + 3).reduce((all, share) => all + share, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
  });
});

test('a sigmoid head is served: each class for itself, the temperature folded in', async () => {
  const weights = matrix(width, 2);
  weights.data.set([2 * Math.log(3), -Math.log(3)]); // the first feature's row
  const head: Head = { kind: 'sigmoid', weights, bias: Float32Array.of(0, Math.log(3)), temperature: 2 };
  const two = matrix(2, width);
  two.data[0] = 1; // logits 2 ln 3 and 0 at temperature 2: odds of 3 to 1, and even
  two.data[width] = -1; // logits -2 ln 3 and 2 ln 3
  const expected = [0.75, 0.5, 0.25, 0.75];
  expect(largestDifference(await served(head, two), expected)).toBeLessThan(tolerance);
  expect(largestDifference((await predictProbabilities(head, two)).data, expected)).toBeLessThan(1e-6);
});

test('a temperature other than 1 is served: logits of 2 ln 3 and 0 at temperature 2 are odds of 3 to 1', async () => {
  const weights = matrix(width, 2);
  weights.data[0] = 2 * Math.log(3); // the first feature counts for the first class
  const head: Head = { kind: 'softmax', weights, bias: new Float32Array(2), temperature: 2 };
  const one = matrix(1, width);
  one.data[0] = 1;
  expect(largestDifference(await served(head, one), [0.75, 0.25])).toBeLessThan(tolerance);
  const shifted: Head = { ...head, bias: Float32Array.of(0, 2 * Math.log(3)) };
  expect(largestDifference(await served(shifted, one), [0.5, 0.5])).toBeLessThan(tolerance);
});

test("an mlp's temperature acts on its last layer alone", async () => {
  const hidden = matrix(width, 1);
  hidden.data[0] = 1; // h = relu(first feature - 1)
  const last = matrix(1, 2, Float32Array.of(Math.log(9), 0));
  const head: Head = {
    kind: 'mlp',
    layers: [
      { weights: hidden, bias: Float32Array.of(-1) },
      { weights: last, bias: new Float32Array(2) },
    ],
    temperature: 2,
  };
  const two = matrix(2, width);
  two.data[0] = 2; // h = 1, logits (ln 9) / 2 = ln 3: odds of 3 to 1
  two.data[width] = 0.5; // h = 0 by the relu: even odds
  expect(largestDifference(await served(head, two), [0.75, 0.25, 0.5, 0.5])).toBeLessThan(tolerance);
});

test('of equally near photos the first votes, as in predictProbabilities', async () => {
  const bank = matrix(3, width);
  for (let row = 0; row < 3; row++) bank.data[row * width] = 1; // three photos at the same place, of three classes
  const votes = matrix(3, 3, Float32Array.of(0, 1, 0, 1, 0, 0, 0, 0, 1));
  const mean = new Float32Array(width);
  const scale = new Float32Array(width).fill(1);
  const head: Head = { kind: 'knn', bank, votes, neighbours: 1, sharpness: 10, smoothing: 0.3, mean, scale };
  const query = matrix(1, width);
  query.data[0] = 5;
  const expected = [0.1, 0.8, 0.1]; // 0.7 for the class of the first photo, 0.3 spread over three
  expect(largestDifference((await predictProbabilities(head, query)).data, expected)).toBeLessThan(1e-6);
  expect(largestDifference(await served(head, query), expected)).toBeLessThan(1e-6);
});

test('a photo whose features are all the mean gives probabilities, not NaN', async () => {
  const { head } = await drain(fitHead(training.features, training.labels, { classes: 3, kind: 'knn' }));
  if (head.kind !== 'knn') throw new Error('Expected a knn head.');
  const mean = matrix(1, width, head.mean.slice());
  const found = await served(head, mean);
  expect(found.every((share) => share >= 0 && share <= 1)).toBe(true);
  expect(largestDifference(found, (await predictProbabilities(head, mean)).data)).toBeLessThan(tolerance);
});

test('classifierGraph pools the cuts in their order, attaches the head and keeps the metadata', async () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'pixels', dtype: 'float32', shape: ['batch', 2, 2, 2] }); // NCHW here
  builder.add('Relu', ['pixels'], { as: 'first' });
  builder.add('Add', ['first', 'first'], { as: 'second' });
  builder.add('Relu', ['second'], { as: 'not needed' });
  const backbone = builder.finish('tiny', [{ name: 'not needed', dtype: 'float32', shape: ['batch', 2, 2, 2] }]);
  const weights = matrix(4, 2, Float32Array.from([1, 0, 0, 1, 2, 0, 0, 3]));
  const head: Head = { kind: 'softmax', weights, bias: Float32Array.of(0.5, -0.5), temperature: 1.5 };
  const cuts = [
    { name: 'b', layer: 'second' },
    { name: 'a', layer: 'first' },
  ];
  const graph = classifierGraph(backbone, head, { cuts, metadata: { labels: '["x","y"]' } });
  expect(graph.metadata).toEqual({ labels: '["x","y"]' });
  expect(graph.nodes.some((node) => node.outputs.includes('not needed'))).toBe(false);
  expect(graph.outputs).toEqual([{ name: 'probabilities', dtype: 'float32', shape: ['batch', 2] }]);
  const pixels = tensor('float32', [1, 2, 2, 2], Float32Array.of(1, 2, 3, 6, -4, 0, 0, 8));
  const features = matrix(1, 4, Float32Array.of(6, 4, 3, 2)); // means 3 and 2 (the -4 is cut off), doubled first
  const found = await outputOf(graph, { pixels });
  expect(found.shape).toEqual([1, 2]);
  expect(largestDifference(found.data, (await predictProbabilities(head, features)).data)).toBeLessThan(tolerance);
});
