import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Backbone, loadModel, type Model, paintExplanation, reportFiles, reportTraining, type TrainOptions, train } from 'graft-ml';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
import { inceptionV3 } from './inception-v3.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const long = 120_000;

let folder: TemporaryFolder;
let backbone: Backbone | undefined;
let paths: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  backbone = await inceptionV3();
  paths = await makeDataset(join(folder.path, 'photos'), { classes: { dots: 4, stripes: 4, waves: 4 } });
}, long);
afterAll(() => folder[Symbol.asyncDispose]());

async function trained(options: Partial<TrainOptions>): Promise<Model> {
  const data = join(folder.path, 'photos');
  return (await train({ data, backbone, cacheFolder: join(folder.path, 'cache'), validation: 0, ...options })).model;
}

const sum = (values: Iterable<number>): number => [...values].reduce((all, value) => all + value, 0);

test('a training’s report: every photo, what heads that had not seen it say, and pictures of each', { timeout: long }, async ({ skip }) => {
  if (backbone === undefined) skip('the backbone could not be downloaded');
  const data = join(folder.path, 'photos');
  const training = await train({ data, backbone, cacheFolder: join(folder.path, 'cache'), validation: 0.3, learningCurve: true });
  await using model = training.model;
  const events = new Set<string>();
  const report = await reportTraining(training, { name: 'patterns', onProgress: ({ part }) => events.add(part) });
  expect([...events]).toEqual(['map', 'thumbnails']); // no mistakes: nothing to explain
  expect(JSON.parse(report.json)).toEqual(JSON.parse(JSON.stringify(report.data)));
  const { photos, map, evaluation, making } = report.data;
  expect(photos.map(({ file }) => file)).toEqual(paths.map((path) => relative(data, path).replaceAll('\\', '/')));
  expect(photos.every(({ predicted }) => predicted !== undefined)).toBe(true);
  const behind = (label: number, named: number): number =>
    photos.filter((photo) => photo.label === label && photo.predicted === named).length;
  expect(evaluation?.confusion).toEqual([0, 1, 2].map((label) => [0, 1, 2].map((named) => behind(label, named))));
  expect(map?.photos).toHaveLength(12);
  expect(making.command).toMatch(
    /^graft train \S+ --backbone inception-v3 --cut mixed_6e,mixed_7a,mixed_7b,mixed_7c --head softmax --seed 0$/,
  );
  expect(report.html.length).toBeLessThan(300_000);
  await model.save(join(folder.path, 'reported.graft'), { files: reportFiles(report) });
  const manifest = JSON.parse(await readFile(join(folder.path, 'reported.graft', 'graft.json'), 'utf8'));
  expect(Object.keys(manifest.files)).toEqual(expect.arrayContaining(['report.html', 'report.md', 'report.json']));
});

describe('explaining what the served network says', () => {
  test.beforeEach(({ skip }) => {
    if (backbone === undefined) skip('the backbone could not be downloaded');
  });

  test.each([
    ['four blocks of different sizes', {}],
    ['the classic bottleneck, which is averaged in 8 bit', { cut: 'avgpool' }],
    ['both at once, padded', { cut: ['mixed_7c', 'avgpool'], fit: 'pad' }],
  ] as const)('%s: the map and the bias sum to the logit', { timeout: long }, async (_name, options) => {
    const made = await trained(options);
    await made.save(join(folder.path, 'explained.graft'));
    await using model = await loadModel(join(folder.path, 'explained.graft')); // its weights come out of model.onnx
    const [path = ''] = paths;
    const logits: number[] = [];
    for (const name of model.classes) {
      const { map, logit, bias, blocks } = await model.explain(path, { class: name });
      expect([map.width, map.height]).toEqual([299, 299]);
      expect(sum(map.data) + bias).toBeCloseTo(logit, 6);
      expect(sum(blocks.map(({ evidence }) => evidence)) + bias).toBeCloseTo(logit, 6);
      logits.push(logit);
    }
    // The softmax of these logits is what the network itself answers; it adds in float32, over up to 6,144 features.
    const [predicted = []] = await model.predict([path]);
    const total = sum(logits.map(Math.exp));
    for (const { index, probability } of predicted) expect(Math.exp(logits[index] ?? 0) / total).toBeCloseTo(probability, 4);
    const [first, second] = predicted;
    const { logit: between, map } = await model.explain(path, { against: second?.index ?? 0 });
    expect(between).toBeCloseTo(Math.log((first?.probability ?? 0) / (second?.probability ?? 1)), 3);
    expect(new Set(map.data).size).toBeGreaterThan(1000); // not one number all over, as an average would give
  });

  test('is painted in the photo’s own shape, with words below', { timeout: long }, async () => {
    await using model = await trained({ fit: 'crop' });
    const wide = await sharp(paths[0]).resize(600, 300, { fit: 'fill' }).png().toBuffer();
    const explanation = await model.explain(wide);
    const plain = await paintExplanation(wide, explanation, { caption: false, format: 'png' });
    expect(await sharp(plain).metadata()).toMatchObject({ format: 'png', width: 600, height: 300 });
    const captioned = await paintExplanation(wide, explanation, { longestSide: 400 });
    expect(await sharp(captioned).metadata()).toMatchObject({ format: 'jpeg', width: 400, height: 256 });
  });

  test('a head that is not linear, and a class that is not there, are refused', { timeout: long }, async () => {
    await using neighbours = await trained({ head: 'knn' });
    await expect(neighbours.explain(paths[0] ?? '')).rejects.toMatchObject({
      code: 'MODEL_INCAPABLE',
      hint: expect.stringContaining('softmax'),
    });
    await using model = await trained({});
    await expect(model.explain(paths[0] ?? '', { class: 'cat' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(model.explain(paths[0] ?? '', { class: 'dots', against: 'dots' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(model.explain(join(folder.path, 'nothing.jpg'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
