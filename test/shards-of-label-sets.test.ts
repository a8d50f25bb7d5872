import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { computeFeatures, loadModel, trainMultiLabel, trainMultiLabelOnShards, trainOnShards } from 'graft-ml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
import { tinyBackbone } from './fixtures/tiny-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const main = resolve(import.meta.dirname, '../dist/cli/main.js');
let folder: TemporaryFolder;
const at = (...parts: string[]): string => join(folder.path, ...parts);
const options = () => ({ backbone: at('tiny.tflite'), cacheFolder: at('cache') });

beforeAll(async () => {
  folder = await temporaryFolder();
  await tinyBackbone(at('tiny.tflite'), at('cache'));
  await makeDataset(at('photos'), { classes: { dots: 60, stripes: 60 }, size: 32 });
  // What a photo shows, and whether its number is even: the first can be learned, the second cannot.
  const rows = ['path,label,split'];
  for (const kind of ['dots', 'stripes']) {
    for (const [index, name] of (await readdir(at('photos', kind))).toSorted().entries())
      rows.push(`photos/${kind}/${name},${[kind, ...(index % 2 === 0 ? ['even'] : [])].join('|')},${index % 5 === 0 ? 'val' : 'train'}`);
  }
  await writeFile(at('scenes.csv'), rows.join('\n'));
  await computeFeatures({ ...options(), data: at('scenes.csv'), to: at('store'), multiLabel: true, shardSize: 20 });
}, 60_000);
afterAll(() => folder[Symbol.asyncDispose]());

test('a head for several labels is, on a store, the one of the photos', async () => {
  const strength = 0.001;
  const fromPhotos = await trainMultiLabel({ ...options(), data: at('scenes.csv'), strength, allowLeakage: true }); // drawn photos look alike
  await using onPhotos = fromPhotos.model;
  const fromShards = await trainMultiLabelOnShards({ store: at('store'), cacheFolder: at('cache'), strength });
  await using onShards = fromShards.model;
  expect(fromShards).toMatchObject({ images: 120, split: 'folders', streamed: false, counts: { train: 96, validation: 24 } });
  expect(fromShards.counts).toEqual(fromPhotos.counts);
  expect(onShards.classes).toEqual(['dots', 'even', 'stripes']);
  expect(onShards.manifest.counts).toEqual(onPhotos.manifest.counts);
  // The same photos in another order: sums differ in their last digits.
  for (const measure of ['meanAveragePrecision', 'logLoss'] as const)
    expect(fromShards.validation?.[measure]).toBeCloseTo(fromPhotos.validation?.[measure] ?? Number.NaN, 2);
});

test('with features on disk, it is fitted in passes', async () => {
  const passes: number[] = [];
  const onDisk = await trainMultiLabelOnShards({
    ...{ store: at('store'), cacheFolder: at('cache'), memoryBytes: 2000 },
    onProgress: (event) => {
      if (event.type === 'pass') passes.push(event.pass);
    },
  });
  await using model = onDisk.model;
  expect(passes.length).toBeGreaterThan(1);
  expect(onDisk).toMatchObject({ streamed: true, images: onDisk.counts.train + onDisk.counts.validation });
  expect(model.manifest.head.fitted).toMatchObject({ streamed: true, converged: true });
  const shown = onDisk.validation?.perClass
    .filter((_, label) => model.classes[label] !== 'even')
    .map(({ averagePrecision }) => averagePrecision);
  for (const precision of shown ?? []) expect(precision).toBeGreaterThan(0.9);
});

test('graft train says which way is wanted', async () => {
  await expect(trainOnShards({ store: at('store'), cacheFolder: at('cache') })).rejects.toMatchObject({ code: 'DATASET_INVALID' });
  const env = { ...process.env, GRAFT_CACHE_DIR: at('cache') };
  const train = (...more: string[]) =>
    spawnSync(process.execPath, [main, 'train', 'store', ...more, '--json'], { cwd: folder.path, env, encoding: 'utf8' });
  const refused = train('--multi-label', '--head', 'knn');
  expect(refused.status).toBe(2);
  const { status, stdout } = train('--multi-label');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ images: 120, classes: ['dots', 'even', 'stripes'], split: { by: 'folders' } });
  await using model = await loadModel(at('store.graft'));
  const [photo = ''] = await readdir(at('photos', 'dots'));
  const [predictions = []] = await model.predict([at('photos', 'dots', photo)]);
  const of = (name: string): number => predictions.find(({ label }) => label === name)?.probability ?? Number.NaN;
  expect(of('dots')).toBeGreaterThan(of('stripes'));
});
