import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Backbone, compareModels, loadModel, sweep, type Training, type TrainOptions, train } from 'graft-ml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calibratePredictionSets } from '../src/evaluation/prediction-sets.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { makeDataset, makePicture } from './fixtures/make-dataset.ts';
import { quickBackbone } from './quick-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** Seconds for some dozens of photos through the real network, on a slow machine. */
const long = 180_000;

let folder: TemporaryFolder;
let backbone: Backbone | undefined;
let photos: string;
let trained: Training;

const options = (more: Partial<TrainOptions> = {}): TrainOptions => ({
  data: photos,
  backbone,
  cacheFolder: join(folder.path, 'cache'),
  ...more,
});

/** A picture that is nothing like the classes, nor like any other such. */
async function strangers(count: number): Promise<string> {
  const others = join(folder.path, 'others');
  await mkdir(others, { recursive: true });
  const random = seededRandom(31);
  for (let i = 0; i < count; i++)
    await writeFile(join(others, `${i}.jpg`), await makePicture({ width: 90, height: 60, style: 3 + i, random }));
  return others;
}

/** Layers of whichever network it is: its last that is a map of several places, and one somewhat before. */
const last = (): string => maps().at(-1) ?? '';
const inner = (): string => maps().at(-10) ?? '';
const maps = (): string[] => (backbone?.layers ?? []).filter(({ shape: [, rows = 1] }) => rows > 1).map(({ name }) => name);

beforeAll(async () => {
  folder = await temporaryFolder();
  backbone = await quickBackbone();
  photos = join(folder.path, 'photos');
  await makeDataset(photos, { classes: { dots: 9, stripes: 9, waves: 9 } });
  if (backbone !== undefined) trained = await train(options({ learningCurve: true }));
}, long);
afterAll(() => folder[Symbol.asyncDispose]());

describe('how far to trust a model', () => {
  test.beforeEach(({ skip }) => {
    if (backbone === undefined) skip('the backbone could not be downloaded');
  });

  test('a training cross-validates over all photos, and the manifest tells what it found', () => {
    const { crossValidation, outOfFold, model } = trained;
    expect(crossValidation).toMatchObject({ images: 27, folds: 5, neverHeldOut: 0, accuracy: 1 });
    expect(outOfFold?.files).toHaveLength(27);
    expect(outOfFold?.foldOf).toHaveLength(27);
    expect(model.manifest.metrics.crossValidation).toMatchObject({ folds: 5, accuracy: 1, images: 27 });
    expect(model.manifest.predictionSets).toMatchObject({ images: 27, on: 'out-of-fold' });
    expect(model.manifest.rejection).toMatchObject({ images: 27, passes: 0.95 });
    expect(trained.trust?.predictionSets?.images).toBe(trained.counts.validation);
    const { points, twice } = trained.learningCurve ?? { points: [] };
    expect(points).toHaveLength(5);
    expect(points.at(-1)?.accuracy).toBe(1);
    expect(twice?.photosPerClass).toBe(18);
  });

  test(
    'predictions tell the set and whether the picture is unknown, the same after saving and loading',
    async () => {
      const saved = join(folder.path, 'saved.graft');
      await trained.model.save(saved);
      await using model = await loadModel(saved);
      const pictures = [join(photos, 'dots', '000.jpg'), join(await strangers(6), '0.jpg')];
      const outcomes = [];
      for await (const outcome of model.predictEach(pictures, { coverage: 0.8, top: 1 })) {
        if ('error' in outcome) throw outcome.error;
        outcomes.push(outcome);
      }
      expect(outcomes[0]).toMatchObject({ unknown: false, predictions: [{ label: 'dots', inSet: true }] });
      expect(outcomes.map(({ unknown, novelty }) => unknown === Number(novelty) > 0)).toEqual([true, true]);
      expect(outcomes[1]?.novelty).toBeGreaterThan(outcomes[0]?.novelty ?? Number.NaN);
      await expect(model.predict(pictures, { coverage: 0.2 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
    long,
  );

  test('sets that stand on photos held out are calibrated by the head that had not seen them, not by the one that is kept', async () => {
    const { model, photos: seen } = await train(options({ head: 'mlp' }));
    const { heldOut, heldOutProbabilities, labels } = seen;
    if (heldOutProbabilities === undefined) throw new Error('Expected photos held out.');
    expect(model.manifest.split.refitted).toBe(true); // the kept head has learned from them
    const expected = calibratePredictionSets(
      heldOutProbabilities,
      heldOut.map((photo) => labels[photo] ?? 0),
      'held-out',
    );
    expect(model.manifest.predictionSets).toMatchObject({ on: 'held-out', leastProbabilities: expected.leastProbabilities });
    await model.close();
  });

  test('an evaluation tells how many were turned away, and how strangers did', async () => {
    const { rejection, predictionSets } = await trained.model.evaluate(photos, { unknown: await strangers(6), coverage: 0.9 });
    expect(rejection?.images).toBe(27);
    expect(rejection?.rejected).toBeLessThanOrEqual(3); // one in twenty is allowed for
    expect(rejection?.unknown?.images).toBe(6);
    expect(rejection?.unknown?.areaUnderRoc).toBeGreaterThan(0.8);
    expect(predictionSets).toMatchObject({ coverage: 0.9, images: 27 });
  });

  test('a model of an older Graft, without all this, loads and predicts; asking it for sets is refused', async () => {
    const old = join(folder.path, 'old.graft');
    await (await train(options({ keepKnown: 1, head: 'mlp', validation: 0 }))).model.save(old);
    const file = join(old, 'graft.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).not.toHaveProperty('rejection');
    await using model = await loadModel(old);
    const picture = join(photos, 'waves', '000.jpg');
    for await (const outcome of model.predictEach([picture])) expect(outcome).toMatchObject({ unknown: undefined, novelty: undefined });
    await expect(model.predict([picture], { coverage: 0.9 })).rejects.toMatchObject({ code: 'MODEL_INCAPABLE', hint: expect.any(String) });
    await expect(model.evaluate(photos, { unknown: photos })).rejects.toMatchObject({ code: 'MODEL_INCAPABLE' });
    await model.close();
  });

  test(
    'two models on the same photos',
    async () => {
      const other = (await train(options({ cut: inner() }))).model;
      const found = await compareModels(trained.model, other, photos);
      const { both, onlyFirst, onlySecond, neither } = found.table;
      expect(both + onlyFirst + onlySecond + neither).toBe(27);
      expect(found.first.accuracy).toBe((both + onlyFirst) / 27);
      expect(found.pValue).toBeGreaterThan(0.05);
      await other.close();
    },
    long,
  );

  test(
    'a sweep tries each way once, and its best can be trained',
    async () => {
      const { choices, paretoLine, best, options: found } = await sweep({ ...options(), axes: ['cuts', 'heads'], cut: [inner(), last()] });
      const ways = choices.map(({ cut, head }) => `${cut.join('+')} ${head}`);
      expect(new Set(ways).size).toBe(ways.length);
      const [first, second] = [inner(), last()];
      expect(ways.slice(0, 3)).toEqual([`${first}+${second} softmax`, `${first} softmax`, `${second} softmax`]);
      expect(ways.filter((way) => /knn|mlp/.test(way))).toHaveLength(2);
      expect(Math.min(...choices.map(({ logLoss }) => logLoss))).toBe(choices[best]?.logLoss);
      expect(paretoLine.length).toBeGreaterThan(0);
      for (const { milliseconds } of choices) expect(milliseconds).toBeGreaterThan(0);
      const { model } = await train(found);
      expect(model.manifest.head.kind).toBe(choices[best]?.head);
      expect(model.manifest.cuts.map(({ name }) => name)).toEqual(choices[best]?.cut);
      await expect(sweep({ ...options(), axes: ['colours' as 'cuts'] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' }); // plain JavaScript
    },
    long,
  );

  test(
    'changed copies are computed once, learned from, and their worth is told; averaging over them at the end is another option',
    async () => {
      const augmented = await train(options({ augment: ['flip'] }));
      expect(augmented.features).toEqual({ computed: 27, cached: 27 });
      expect(augmented.model.manifest.head.fitted).toMatchObject({ augment: ['flip'] });
      expect(augmented.crossValidation?.images).toBe(27); // the photos alone are counted
      expect(augmented.augmentation?.with.images).toBe(augmented.augmentation?.without.images); // copies of a photo are in its fold
      expect(augmented.augmentation?.without.accuracy).toBe(1);
      const again = await train(options({ augment: ['flip'] }));
      expect(again.features).toEqual({ computed: 0, cached: 54 });

      const picture = join(photos, 'stripes', '000.jpg');
      const [[plain] = []] = await trained.model.predict([picture], { top: 1 });
      const [[averaged] = []] = await trained.model.predict([picture], { top: 1, tta: ['flip'] });
      expect(averaged?.label).toBe('stripes');
      expect(averaged?.probability).not.toBe(plain?.probability);
      await expect(trained.model.predict([picture], { tta: ['blur' as 'flip'] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
    long,
  );
});
