import { describe, expect, test } from 'vitest';
import { matrix, rowOf } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { type FitHeadEvent, type FitHeadOptions, fitHead } from './fit-head.ts';
import { classCountOf, featureCountOf, type Head, predictLogits, predictProbabilities } from './head.ts';

const classes = 3;
const columns = 24;
const blocks = [8, 16];

/** Photos whose columns have different units, so that standardizing matters. */
function drawPhotos(photos: number, seed: number) {
  const random = seededRandom(seed);
  const features = matrix(photos, columns);
  const labels = Int32Array.from({ length: photos }, (_, i) => i % classes);
  for (let i = 0; i < photos; i++) {
    for (let j = 0; j < columns; j++) {
      const signal = j % classes === labels[i] ? 1.5 : 0;
      features.data[i * columns + j] = (1 + j) * (5 + signal + random.normal());
    }
  }
  return { features, labels };
}

const training = drawPhotos(36, 1);
const test60 = drawPhotos(60, 2);

async function fitted(options: Partial<FitHeadOptions> = {}, { features, labels } = training) {
  const fitting = fitHead(features, labels, { classes, blocks, ...options });
  const events: FitHeadEvent[] = [];
  let step = await fitting.next();
  for (; !step.done; step = await fitting.next()) events.push(step.value);
  return { events, ...step.value };
}

async function accuracyOf(head: Head): Promise<number> {
  const probabilities = await predictProbabilities(head, test60.features);
  return (
    [...test60.labels].filter((label, i) =>
      rowOf(probabilities, i).every((p, c) => c === label || p < Number(rowOf(probabilities, i)[label])),
    ).length / 60
  );
}

describe.each(['softmax', 'mlp', 'knn'] as const)('every head: %s', (kind) => {
  const options = { kind, hidden: [16] };

  test('learns, gives probabilities, and knows its shape', async () => {
    const { head } = await fitted(options);
    expect(head.kind).toBe(kind);
    expect([featureCountOf(head), classCountOf(head)]).toEqual([columns, classes]);
    expect(await accuracyOf(head)).toBeGreaterThan(0.8); // guessing gives a third
    const probabilities = await predictProbabilities(head, test60.features);
    for (let i = 0; i < 60; i++) {
      const row = rowOf(probabilities, i);
      expect(row.every((p) => p >= 0 && p <= 1)).toBe(true);
      expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }
  });

  test('the same seed gives the same head', async () => {
    expect((await fitted(options)).head).toEqual((await fitted(options)).head);
  });

  test('the units of the features do not matter', async () => {
    const scaled = {
      ...training,
      features: matrix(
        36,
        columns,
        training.features.data.map((x) => 8 * x),
      ),
    };
    const probabilities = await predictProbabilities((await fitted(options, scaled)).head, scaled.features);
    const expected = await predictProbabilities((await fitted(options)).head, training.features);
    for (const [i, p] of probabilities.data.entries()) expect(p).toBeCloseTo(Number(expected.data[i]), 3);
  });

  test('copes with one photo a class, and with photos that are all alike', async () => {
    const few = { features: matrix(3, columns, training.features.data.slice(0, 3 * columns)), labels: training.labels.slice(0, 3) };
    const alike = { features: matrix(6, columns, new Float32Array(6 * columns).fill(2)), labels: training.labels.slice(0, 6) };
    for (const photos of [few, alike]) {
      const probabilities = await predictProbabilities((await fitted(options, photos)).head, photos.features);
      expect(probabilities.data.every((p) => p >= 0 && p <= 1)).toBe(true);
    }
  });

  test('refuses features of another cut, and stops when cancelled', async () => {
    const { head } = await fitted(options);
    await expect(predictProbabilities(head, matrix(1, columns + 1))).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
    await expect(fitted({ ...options, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('softmax', () => {
  test('tells every strength, and keeps what cross-validation found', async () => {
    const { events, softmax, head } = await fitted();
    expect(events.map((event) => event.kind)).toEqual(events.map(() => 'strength'));
    const { strength, crossValidation, converged } = softmax ?? {};
    expect(converged).toBe(true);
    expect(crossValidation?.table.some((score) => score.strength === strength)).toBe(true);
    expect([crossValidation?.outOfFoldLogits.rows, crossValidation?.outOfFoldLogits.columns]).toEqual([36, classes]);
    expect(head.kind === 'softmax' && head.temperature).toBeGreaterThan(0);
  });

  test('a strength of one’s own is used, and still calibrated', async () => {
    const { events, softmax } = await fitted({ strength: 0.02 });
    expect(softmax?.strength).toBe(0.02);
    expect(events.length).toBe(1);
    await expect(fitted({ strength: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(fitted({ strength: [] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('more photos than features are fitted as well', async () => {
    const many = drawPhotos(90, 3);
    const { softmax, head } = await fitted({}, many);
    expect(softmax?.converged).toBe(true);
    expect(await accuracyOf(head)).toBeGreaterThan(0.8);
  });

  test('balanced weights lift the rare class', async () => {
    const kept = [...training.labels.keys()].filter((i) => training.labels[i] !== 2 || i < 9);
    const photos = { features: matrix(kept.length, columns), labels: Int32Array.from(kept, (i) => Number(training.labels[i])) };
    for (const [to, from] of kept.entries()) photos.features.data.set(rowOf(training.features, from), to * columns);
    const meanOfRare = async (classWeights: 'balanced' | 'none') => {
      const { head } = await fitted({ classWeights, strength: 0.3 }, photos);
      if (head.kind === 'knn') throw new Error('not a linear head');
      const logits = await predictLogits(head, test60.features);
      return [...test60.labels.keys()].reduce((sum, i) => sum + Number(logits.data[i * 3 + 2]) - Number(logits.data[i * 3]), 0);
    };
    expect(await meanOfRare('balanced')).toBeGreaterThan(await meanOfRare('none'));
  });

  test('refuses labels that do not fit', async () => {
    const wrong = { ...training, labels: training.labels.with(0, 7) };
    await expect(fitted({}, wrong)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(fitted({ classes: 1 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(fitted({ keys: ['a'] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(fitted({ blocks: [8] })).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
  });
});

describe('mlp', () => {
  test('tells its epochs, first choosing, then for good', async () => {
    const { events, epochs } = await fitted({ kind: 'mlp', hidden: [8] });
    const stages = events.map((event) => event.kind === 'epoch' && event.stage);
    expect(stages).toEqual(stages.toSorted()); // choosing comes before final
    expect(stages.filter((stage) => stage === 'final').length).toBe(epochs);
    await expect(fitted({ kind: 'mlp', hidden: [] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
