import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { type EpochReport, type GradientDescentOptions, trainWithGradientDescent } from './train-with-gradient-descent.ts';

const features = matrix(10, 4);
for (let i = 0; i < 10; i++) for (let j = 0; j < 4; j++) features.data[i * 4 + j] = ((i * 13 + j * 7) % 17) / 8;
const labels = Array.from({ length: 10 }, (_, i) => (i * i + 1) % 3);

async function train(options: Partial<GradientDescentOptions> = {}) {
  const training = trainWithGradientDescent(features, labels, { classes: 3, epochs: 3, batchSize: 4, seed: 5, ...options });
  const reports: EpochReport[] = [];
  let step = await training.next();
  for (; !step.done; step = await training.next()) reports.push(step.value);
  return { reports, head: step.value };
}

describe('trainWithGradientDescent', () => {
  // The same seeded start and order, the rules written anew in NumPy 2.4 with 64-bit state.
  test.each([
    {
      options: { optimizer: 'rmsprop', learningRate: 0.01 },
      epochs: [
        [1.50597, 0.2],
        [1.26797, 0.3],
        [1.149201, 0.3],
      ],
      weights: [-0.462986, 0.431134, -0.589029],
      bias: [-0.142287, -0.006739, 0.129545],
    },
    {
      options: { optimizer: 'adam', learningRate: 0.05 },
      epochs: [
        [1.457376, 0.2],
        [0.9636, 0.4],
        [0.828389, 0.6],
      ],
      weights: [-0.693512, 0.331341, -0.336993],
      bias: [-0.400472, -0.051773, 0.367941],
    },
    {
      options: { optimizer: 'sgd', learningRate: 0.1, momentum: 0.9 },
      epochs: [
        [1.453098, 0.2],
        [0.7823, 0.7],
        [0.83431, 0.7],
      ],
      weights: [-0.953216, 0.292019, 0.064379],
      bias: [-0.711664, 0.161534, 0.55013],
    },
  ] as const)('$options.optimizer goes where NumPy goes', async ({ options, epochs, weights, bias }) => {
    const { reports, head } = await train(options);
    for (const [i, [loss, accuracy]] of epochs.entries()) {
      expect(reports[i]?.loss).toBeCloseTo(loss, 5);
      expect(reports[i]?.accuracy).toBeCloseTo(accuracy, 10);
    }
    for (const [i, weight] of weights.entries()) expect(head.weights.data[i]).toBeCloseTo(weight, 5);
    for (const [i, value] of bias.entries()) expect(head.bias[i]).toBeCloseTo(value, 5);
  });

  test('the defaults are two epochs of batches of 32, and a seed decides everything', async () => {
    const { reports, head } = await train({ epochs: undefined, batchSize: undefined });
    expect(reports.map(({ epoch, epochs }) => [epoch, epochs])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect((await train({ epochs: undefined, batchSize: undefined })).head).toEqual(head);
    expect((await train({ epochs: undefined, batchSize: undefined, seed: 6 })).head).not.toEqual(head);
  });

  test('validation is measured after the epoch, training during it', async () => {
    const { reports } = await train({ epochs: 1, validation: { features, labels } });
    const { reports: next } = await train({ epochs: 2, batchSize: 10, learningRate: 1e-9 });
    expect(reports[0]?.validationLoss).toBeLessThan(Number(reports[0]?.loss));
    expect(reports[0]?.validationAccuracy).toBeGreaterThanOrEqual(0);
    expect(next[0]).not.toHaveProperty('validationLoss');
  });

  test('class weights multiply the loss', async () => {
    const once = { epochs: 1, batchSize: 10, learningRate: 1e-9 };
    const { reports } = await train(once);
    const { reports: weighted } = await train({ ...once, classWeights: [2, 2, 2] });
    expect(weighted[0]?.loss).toBeCloseTo(2 * Number(reports[0]?.loss), 6);
  });

  test('refuses what makes no sense, and stops when cancelled', async () => {
    for (const options of [{ epochs: 0 }, { batchSize: 1.5 }, { learningRate: -1 }]) {
      await expect(train(options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    await expect(train({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
