import { copyFile, cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Backbone, drain, loadModel, type TrainEvent, type Training, type TrainOptions, train, trainEvents } from 'graft-ml';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../src/tensor/random.ts';
import { makeDataset, makePicture } from './fixtures/make-dataset.ts';
import { makeHostileFile } from './fixtures/make-hostile-file.ts';
import { inceptionV3 } from './inception-v3.ts';
import { quickBackbone } from './quick-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** Seconds for some dozens of photos through the real network, on a slow machine. */
const long = 120_000;

let folder: TemporaryFolder;
let inception: Backbone | undefined;
let backbone: Backbone | undefined;
let photos: string;
let paths: string[];
let first: Training;

/** Features are kept in a cache of this file's own; the network comes from the shared one. */
const options = (more: Partial<TrainOptions> = {}): TrainOptions => ({
  data: photos,
  backbone,
  cacheFolder: join(folder.path, 'cache'),
  ...more,
});

/** A copy of the photos, to change: its features are known, since they go by content. */
async function copyOfPhotos(name: string): Promise<string> {
  const copy = join(folder.path, name);
  await cp(photos, copy, { recursive: true });
  return copy;
}

async function collect(steps: AsyncGenerator<TrainEvent, Training, void>): Promise<{ events: TrainEvent[]; result: Training }> {
  const events: TrainEvent[] = [];
  const result = await drain(steps, (event) => events.push(event));
  return { events, result };
}

async function networkOf(training: Training, name: string): Promise<Buffer> {
  const saved = join(folder.path, name);
  await training.model.save(saved);
  return await readFile(join(saved, 'model.onnx'));
}

const width = (training: Training): number => training.model.manifest.cuts.reduce((sum, cut) => sum + cut.width, 0);

beforeAll(async () => {
  folder = await temporaryFolder();
  inception = await inceptionV3();
  backbone = await quickBackbone();
  photos = join(folder.path, 'photos');
  paths = await makeDataset(photos, { classes: { dots: 7, stripes: 7, waves: 7 } });
}, long);
afterAll(() => folder[Symbol.asyncDispose]());

describe('training with InceptionV3', { timeout: long }, () => {
  test.beforeEach(({ skip }) => {
    if (inception === undefined) skip('the backbone could not be downloaded');
  });

  test('InceptionV3 has the weights and the work that were published: 23.85 million, 5.7 billion products', () => {
    const layers = inception?.layers ?? [];
    expect(layers.reduce((sum, layer) => sum + layer.parameters, 0) / 1e6).toBeCloseTo(23.82, 2); // batch normalization is folded in
    expect(layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0) / 1e9).toBeCloseTo(5.71, 2);
    expect(inception?.layer(-2)).toMatchObject({ name: 'InceptionV3/Logits/AvgPool_1a_8x8/AvgPool', shape: [2048, 1, 1] });
  });

  test('four blocks are the default, the cut avgpool gives the classic 2048 numbers', async () => {
    const data = join(folder.path, 'few');
    for (const path of paths.filter((_, i) => i % 7 < 2)) {
      await mkdir(join(data, basename(join(path, '..'))), { recursive: true });
      await copyFile(path, join(data, basename(join(path, '..')), basename(path)));
    }
    const byDefault = await train(options({ data, backbone: inception, validation: 0 }));
    expect(width(byDefault)).toBe(768 + 1280 + 2048 + 2048);
    const saved = join(folder.path, 'inception.graft');
    await byDefault.model.save(saved);
    expect(await readFile(join(saved, 'README.md'), 'utf8')).toContain('licence of the weights: Apache-2.0');
    const training = await train(options({ data, backbone: inception, cut: 'avgpool', validation: 0 }));
    expect(width(training)).toBe(2048);
    expect(training.features.computed).toBe(6); // another cut of known photos is another number
    expect(training.split).toBe('none');
    expect(training.validation).toBeUndefined();
    await expect(train(options({ backbone: inception, cut: 'no-such-layer' }))).rejects.toMatchObject({ code: 'UNKNOWN_CUT' });
  });

  test("the user's validation folder is what is held out, and the test folder takes no part", async () => {
    const data = join(folder.path, 'sides');
    for (const [i, path] of paths.entries()) {
      const side = { 0: 'test', 1: 'val', 2: 'val' }[i % 7] ?? 'train';
      const target = join(data, side, basename(join(path, '..')));
      await mkdir(target, { recursive: true });
      await copyFile(path, join(target, basename(path)));
    }
    const [original, copy] = [join(data, 'train', 'dots', '003.jpg'), join(data, 'val', 'dots', '002.jpg')];
    const copies = [original, copy];
    await writeFile(copy, await sharp(original).jpeg({ quality: 60 }).toBuffer()); // saved again, as by another program
    const refused = await train(options({ data, backbone: inception })).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'DATASET_LEAKS', hint: expect.stringContaining('--allow-leakage') });
    for (const each of copies) expect(String(refused)).toContain(each);
    const training = await train(options({ data, backbone: inception, allowLeakage: true }));
    expect(
      training.findings.duplicates.some(({ files, acrossSplits }) => acrossSplits && copies.every((copy) => files.includes(copy))),
    ).toBe(true);
    expect(training.split).toBe('folders');
    expect(training.counts).toEqual({ train: 12, validation: 6 });
    expect(training.images).toBe(18);
    expect(training.model.manifest.counts).toEqual(Array.from({ length: 3 }, () => ({ train: 4, validation: 2 })));
    expect(training.model.manifest.split.refitted).toBe(false); // the user's validation photos are not learned from
    const evaluation = await training.model.evaluate(data);
    expect(evaluation.images).toBe(3); // the test folder
    expect(evaluation.accuracy).toBe(1);
  });
});

describe('training with the quickest real network', () => {
  beforeAll(async () => {
    if (backbone !== undefined) first = await train(options());
  }, long);

  test.beforeEach(({ skip }) => {
    if (backbone === undefined) skip('the backbone could not be downloaded');
  });

  test('computes every photo once, holds a fifth out, and learns', () => {
    expect(first.features).toEqual({ computed: 21, cached: 0 });
    expect(first.images).toBe(21);
    expect(first.counts.train + first.counts.validation).toBe(21);
    expect(first.split).toBe('hash');
    expect(first.skipped).toEqual([]);
    expect(first.validation?.images).toBe(first.counts.validation);
    expect(first.validation?.accuracy).toBe(1); // colours and patterns that a child tells apart
  });

  test('cut auto compares sets of blocks, the default first, and keeps one that a head then reads', async () => {
    const { events, result } = await collect(trainEvents(options({ cut: 'auto', cacheFolder: join(folder.path, 'cache of its own') })));
    const compared = events.flatMap((event) => (event.type === 'cut' ? [[...event.blocks].sort().join()] : []));
    const chosen = result.model.manifest.cuts.map((cut) => cut.name);
    expect(compared[0]).toBe([...(backbone?.description.defaultCut ?? [])].sort().join());
    expect(compared).toContain([...chosen].sort().join());
    const [[best] = []] = await result.model.predict([paths[0] ?? '']);
    expect(best?.label).toBe('dots');
    await result.model.close();
  });

  test('train, save, load, predict: the same labels, and the same to the bit', async () => {
    const saved = join(folder.path, 'saved.graft');
    await first.model.save(saved);
    await using loaded = await loadModel(saved);
    expect(loaded.classes).toEqual(['dots', 'stripes', 'waves']);
    expect((await readFile(join(saved, 'labels.txt'), 'utf8')).split('\n').slice(0, 3)).toEqual(['dots', 'stripes', 'waves']);
    const before = await first.model.predict(paths);
    const after = await loaded.predict(paths);
    expect(after).toEqual(before);
    expect(after.map(([best]) => best?.label)).toEqual(paths.map((path) => basename(join(path, '..'))));
    const card = await readFile(join(saved, 'README.md'), 'utf8');
    expect(card).toContain('An image classifier with 3 classes');
    expect(card).toContain('| dots | ');
  });

  test('predicts new photos, in batches of any size, and passes over those that cannot be read', async () => {
    const random = seededRandom(99);
    const unseen = await Promise.all([0, 1, 2].map((style) => makePicture({ width: 70, height: 60, style, random })));
    const broken = await makeHostileFile('truncated-png');
    const outcomes = [];
    for await (const outcome of first.model.predictEach([...unseen, broken, ...unseen], { batchSize: 3, top: 1 })) outcomes.push(outcome);
    expect(outcomes.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : outcome.predictions[0]?.label))).toEqual([
      ...['dots', 'stripes', 'waves'],
      'IMAGE_UNREADABLE',
      ...['dots', 'stripes', 'waves'],
    ]);
    await expect(first.model.predict([broken])).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });

  test('a second training computes nothing; the same seed gives the same network byte for byte', async () => {
    const second = await train(options());
    expect(second.features).toEqual({ computed: 0, cached: 21 });
    const [a, b] = [await networkOf(first, 'a.graft'), await networkOf(second, 'b.graft')];
    expect(a.equals(b)).toBe(true);
    const other = await networkOf(await train(options({ head: 'mlp', seed: 1 })), 'c.graft');
    const same = await networkOf(await train(options({ head: 'mlp', seed: 1 })), 'd.graft');
    const different = await networkOf(await train(options({ head: 'mlp', seed: 2 })), 'e.graft');
    expect(other.equals(same)).toBe(true);
    expect(other.equals(different)).toBe(false);
  });

  test('photos that were added are computed, renamed ones are not, a copy is not computed twice', async () => {
    const data = await copyOfPhotos('grown');
    const random = seededRandom(5);
    for (const name of ['new.jpg', 'newer.jpg'])
      await writeFile(join(data, 'dots', name), await makePicture({ width: 64, height: 64, style: 0, random }));
    await copyFile(join(data, 'dots', 'new.jpg'), join(data, 'dots', 'newest.jpg'));
    await rename(join(data, 'waves', '000.jpg'), join(data, 'waves', 'renamed.jpg'));
    expect((await train(options({ data }))).features).toEqual({ computed: 2, cached: 22 });
    await rename(join(data, 'dots', 'newer.jpg'), join(data, 'dots', 'other name.jpg'));
    expect((await train(options({ data }))).features).toEqual({ computed: 0, cached: 24 });
  });

  test.each(['knn', 'mlp'] as const)('the head %s', async (head) => {
    const { model, validation } = await train(options({ head }));
    expect(model.manifest.head.kind).toBe(head);
    expect(validation?.accuracy).toBe(1);
    const [predictions] = await model.predict([paths[0] ?? '']);
    expect(predictions?.[0]?.label).toBe('dots');
    expect(predictions?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
    await model.close();
  });

  test('the classic recipe tells of each epoch', async () => {
    const { events, result } = await collect(trainEvents(options({ optimizer: 'rmsprop', epochs: 3, batchSize: 8 })));
    const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event.epoch] : []));
    expect(epochs.map(({ epoch, epochs: of }) => `${epoch}/${of}`)).toEqual(['1/3', '2/3', '3/3']);
    for (const { loss, accuracy, validationLoss, validationAccuracy } of epochs) {
      for (const value of [loss, accuracy, validationLoss, validationAccuracy]) expect(value).toSatisfy(Number.isFinite);
    }
    expect(result.model.manifest.head.fitted).toMatchObject({ optimizer: 'rmsprop', epochs: 3, batchSize: 8 });
  });

  test('a corrupt picture is skipped and listed; strict ends with its error', async () => {
    const data = await copyOfPhotos('spoilt');
    const spoilt = join(data, 'dots', 'spoilt.jpg');
    await writeFile(spoilt, await makeHostileFile('truncated-jpeg'));
    const { events, result } = await collect(trainEvents(options({ data })));
    expect(result.skipped).toHaveLength(1);
    expect(result.skipped[0]?.path).toBe(spoilt);
    expect(result.images).toBe(21);
    expect(events.filter((event) => event.type === 'skipped')).toHaveLength(1);
    await expect(train(options({ data, strict: true }))).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE', file: spoilt });
    const evaluation = await result.model.evaluate(data);
    expect(evaluation.images).toBe(21);
    expect(evaluation.skipped.map(({ path }) => path)).toEqual([spoilt]);
    await expect(result.model.evaluate(data, { strict: true })).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });

  test('a class of which no photo can be read ends with DATASET_EMPTY, naming it', async () => {
    const data = await copyOfPhotos('unreadable');
    await mkdir(join(data, 'zebras'));
    for (const name of ['a.jpg', 'b.jpg']) await writeFile(join(data, 'zebras', name), await makeHostileFile('truncated-jpeg'));
    await expect(train(options({ data }))).rejects.toMatchObject({ code: 'DATASET_EMPTY', message: expect.stringContaining('zebras') });
  });

  test('progress goes up to the end', async () => {
    const data = await copyOfPhotos('progress');
    await writeFile(join(data, 'waves', 'more.jpg'), await makePicture({ width: 64, height: 64, style: 2, random: seededRandom(8) }));
    const { events } = await collect(trainEvents(options({ data })));
    expect(events[0]).toEqual({ type: 'dataset', medium: 'photos', images: 22, classes: ['dots', 'stripes', 'waves'] });
    const features = events.flatMap((event) => (event.type === 'features' ? [event] : []));
    for (const [i, { done, total, cached, imagesPerSecond, secondsLeft }] of features.entries()) {
      expect(total).toBe(22);
      expect(done).toBeGreaterThanOrEqual(features[i - 1]?.done ?? 0);
      expect(cached).toBeLessThanOrEqual(done);
      expect(done).toBeLessThanOrEqual(total);
      expect(imagesPerSecond).toBeGreaterThanOrEqual(0);
      expect(secondsLeft).toBeGreaterThanOrEqual(0);
    }
    expect(features.at(-1)).toMatchObject({ done: 22, cached: 21, secondsLeft: 0 });
    expect(events.some((event) => event.type === 'head')).toBe(true);
  });

  test('an abort in the middle ends with its reason; what was computed stays, and a second run goes on', async () => {
    const data = join(folder.path, 'aborted');
    await makeDataset(data, { classes: { dots: 8, waves: 8 }, seed: 77 });
    const controller = new AbortController();
    const reason = new Error('enough');
    const events: string[] = [];
    const stopAfterSome = (event: TrainEvent): void => {
      events.push(event.type);
      if (event.type === 'features' && event.done > 0) controller.abort(reason);
    };
    await expect(train({ ...options({ data, signal: controller.signal }), onProgress: stopAfterSome })).rejects.toBe(reason);
    expect(events).not.toContain('head');
    const { features } = await train(options({ data }));
    expect(features.cached).toBeGreaterThan(0); // a batch at least was kept
    expect(features.computed).toBeGreaterThan(0);
    expect(features.computed + features.cached).toBe(16);
    await expect(train(options({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
  });

  test('leaving the loop stops the work, and the store can be opened again', async () => {
    for await (const event of trainEvents(options())) if (event.type === 'features') break;
    expect((await train(options())).features.computed).toBe(0);
  });

  test('a dataset with copies and labels that no training can use', async () => {
    await expect(train(options({ data: join(photos, 'dots') }))).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
    await expect(train(options({ data: join(folder.path, 'nowhere') }))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(train(options({ backbone: 'inception-v9' }))).rejects.toMatchObject({ code: 'UNKNOWN_BACKBONE' });
  });

  test('evaluating on a class that the model does not know is refused, naming it', async () => {
    const data = await copyOfPhotos('foreign');
    await rename(join(data, 'dots'), join(data, 'zebras'));
    await expect(first.model.evaluate(data)).rejects.toMatchObject({ code: 'DATASET_INVALID', message: expect.stringContaining('zebras') });
  });
});
