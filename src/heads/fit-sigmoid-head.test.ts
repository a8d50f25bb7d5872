import { describe, expect, test } from 'vitest';
import { drain } from '../tasks/drain.ts';
import { labelSets } from '../tensor/label-sets.ts';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { fitHead } from './fit-head.ts';
import { fitSigmoidHead } from './fit-sigmoid-head.ts';
import { predictLogits, predictProbabilities } from './head.ts';

const columns = 12;

/** Photos that have each of three classes by the toss of a coin; each class moves four of the features. */
function drawPhotos(photos: number, seed: number) {
  const random = seededRandom(seed);
  const sets = Array.from({ length: photos }, () => [0, 1, 2].filter(() => random.next() < 0.4));
  const features = matrix(photos, columns);
  for (let i = 0; i < features.data.length; i++) {
    const has = sets[Math.floor(i / columns)]?.includes(i % 3) ?? false;
    features.data[i] = (1 + (i % columns)) * (random.normal() + (has ? 1.5 : 0));
  }
  return { features, sets, targets: labelSets(sets, 3) };
}

describe('fitSigmoidHead', () => {
  test('tells each class for itself on photos that it has not seen', async () => {
    const training = drawPhotos(120, 1);
    const held = drawPhotos(200, 2);
    const { head, crossValidation } = await drain(fitSigmoidHead(training.features, training.targets, { blocks: [4, 8] }));
    const probabilities = await predictProbabilities(head, held.features);
    const right = [...probabilities.data].filter((p, at) => p >= 0.5 === (held.targets.data[at] === 1)).length;
    expect(right / probabilities.data.length).toBeGreaterThan(0.85); // the signal is 3 standard deviations apart: 93 % is the most
    expect(crossValidation?.table.length).toBeGreaterThan(1);
    const sums = Array.from({ length: 200 }, (_, i) => probabilities.data.subarray(3 * i, 3 * i + 3).reduce((sum, p) => sum + p, 0));
    expect(Math.max(...sums)).toBeGreaterThan(1.5); // each for itself
  });

  test('with two classes that exclude each other it is the two-class softmax, at twice the strength', async () => {
    // softmax: z₁ - z₀ = 2 z₁ by symmetry, penalty λ/2 · 2|w|²; one logistic of weight 2w: λ'/2 · |2w|² = λ/2 · 2|w|² for λ' = λ/2.
    const { features, sets } = drawPhotos(40, 3);
    const labels = sets.map((set) => (set.includes(0) ? 1 : 0));
    const targets = labelSets(
      labels.map((label) => [label]),
      2,
    );
    const soft = await drain(fitHead(features, labels, { classes: 2, strength: 0.02, classWeights: 'none' }));
    const sigmoid = await drain(fitSigmoidHead(features, targets, { strength: 0.01 }));
    if (soft.head.kind !== 'softmax') throw new Error('Expected a softmax head.');
    const two = await predictLogits(soft.head, features);
    const one = await predictLogits(sigmoid.head, features);
    for (let i = 0; i < 40; i++) {
      const difference = Number(two.data[2 * i + 1]) - Number(two.data[2 * i]);
      expect(Number(one.data[2 * i + 1])).toBeCloseTo(difference, 2);
      expect(Number(one.data[2 * i])).toBeCloseTo(-difference, 2);
    }
  });

  test('the same seed gives the same head', async () => {
    const { features, targets } = drawPhotos(30, 4);
    const fitted = async () => (await drain(fitSigmoidHead(features, targets, { seed: 7 }))).head;
    expect(await fitted()).toEqual(await fitted());
  });

  test('a class that nobody has, or everybody, is refused', async () => {
    const { features } = drawPhotos(4, 5);
    for (const sets of [
      [[0], [0], [], []],
      [[0, 1], [1], [1], [1]],
    ]) {
      await expect(drain(fitSigmoidHead(features, labelSets(sets, 2)))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });
});
