import { copyFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDataset } from '../../test/fixtures/make-dataset.ts';
import { makeHostileFile } from '../../test/fixtures/make-hostile-file.ts';
import { tinyBackbone, tinyWidth as width } from '../../test/fixtures/tiny-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import type { Backbone } from '../backbones/backbone.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { drain } from '../tasks/drain.ts';
import { rowOf } from '../tensor/matrix.ts';
import { type ExtractedFeatures, type ExtractRequest, extractFeatures } from './extract-features.ts';
import { FeatureStore } from './feature-store.ts';

const preprocessing = definePreprocessing({ width: 16, height: 16, fit: 'stretch' });
let folder: TemporaryFolder;
let backbone: Backbone;
let files: string[];

const extract = (more: Partial<ExtractRequest> = {}): Promise<ExtractedFeatures> =>
  drain(extractFeatures({ files, backbone, cuts: backbone.cut('penultimate'), preprocessing, ...more }));

beforeAll(async () => {
  folder = await temporaryFolder();
  backbone = await tinyBackbone(join(folder.path, 'tiny.tflite'), join(folder.path, 'cache'));
  files = await makeDataset(join(folder.path, 'photos'), { classes: { a: 6, b: 7 }, size: 24 });
});
afterAll(() => folder[Symbol.asyncDispose]());

test('a row for each file in their order, whatever the batch', async () => {
  expect(backbone.cut('penultimate')).toEqual([{ name: 'penultimate', layer: 'map', width }]);
  const whole = await extract();
  expect(whole.features).toMatchObject({ rows: 13, columns: width });
  expect(whole).toMatchObject({ computed: 13, cached: 0, skipped: [] });
  for (const batchSize of [1, 5, 64]) expect((await extract({ batchSize })).features.data).toEqual(whole.features.data);
  const reversed = await extract({ files: files.toReversed() });
  for (let row = 0; row < 13; row++) expect(rowOf(reversed.features, 12 - row)).toEqual(rowOf(whole.features, row));
  expect(new Set(Array.from({ length: 13 }, (_, row) => rowOf(whole.features, row).join())).size).toBe(13);
});

test('the same content is computed once, however many files have it and whether or not there is a store', async () => {
  const copies = [1, 2, 3].map((i) => join(folder.path, `copy ${i}.jpg`));
  for (const copy of copies) await copyFile(files[0] ?? '', copy);
  const result = await extract({ files: [...files, ...copies], batchSize: 4 });
  expect(result).toMatchObject({ computed: 13, cached: 3 });
  for (const row of [13, 14, 15]) expect(rowOf(result.features, row)).toEqual(rowOf(result.features, 0));
  expect(new Set(result.hashes).size).toBe(13);
});

test('with a store, what is known is read; without the rows, memory is not taken and the store is filled', async () => {
  await using store = await FeatureStore.open({ folder: join(folder.path, 'store') });
  const first = await extract({ store, collect: false });
  expect(first.features).toMatchObject({ rows: 0 });
  expect(first.computed).toBe(13);
  const second = await extract({ store });
  expect(second).toMatchObject({ computed: 0, cached: 13 });
  expect(second.features.data).toEqual((await extract()).features.data);
  const other = await extract({ store, preprocessing: definePreprocessing({ width: 16, height: 16, fit: 'crop' }) });
  expect(other.computed).toBe(13); // another preparation makes other numbers
});

test('files that cannot be read are rows of zeros, listed; strict ends at the first', async () => {
  const broken = join(folder.path, 'broken.jpg');
  await writeFile(broken, await makeHostileFile('truncated-jpeg'));
  const missing = join(folder.path, 'missing.jpg');
  const some = [files[0] ?? '', broken, missing, files[1] ?? ''];
  const result = await extract({ files: some });
  expect(result.skipped.map(({ file, error }) => [file, error.code])).toEqual([
    [broken, 'IMAGE_UNREADABLE'],
    [missing, 'FILE_NOT_FOUND'],
  ]);
  expect(result.hashes.map((hash) => hash === undefined)).toEqual([false, true, true, false]);
  expect(rowOf(result.features, 1)).toEqual(new Float32Array(width));
  expect(rowOf(result.features, 3)).toEqual(rowOf((await extract()).features, 1));
  await expect(extract({ files: some, strict: true })).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
});

test('an abort ends it with its reason', async () => {
  const reason = new Error('enough');
  await expect(extract({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('memory does not grow with the number of photos', async () => {
  const many = Array.from({ length: 1500 }, (_, i) => files[i % files.length] ?? '');
  await extract({ files: many.slice(0, 300), collect: false }); // what is allocated once, is
  const before = process.memoryUsage().rss;
  await extract({ files: many, collect: false });
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(100); // 1500 decoded pictures of a network's size would be 400 MB
});

test('looks come with the features, are kept with them, and are those of the photos', async () => {
  await using store = await FeatureStore.open({ folder: join(folder.path, 'store with looks') });
  expect((await extract({ store })).looks).toEqual([]); // not asked for
  const looked = await extract({ store, looks: true });
  expect(looked).toMatchObject({ computed: 0, cached: 13 }); // decoded for the look alone: no network
  expect(looked.looks).toHaveLength(13);
  const { size } = await stat(files[0] ?? '');
  expect(looked.looks[0]).toMatchObject({ width: 24, height: 24, bytes: size, format: 'jpeg', orientation: 1, camera: '' });
  expect(new Set(looked.looks.map((look) => look?.thumbnail.join())).size).toBe(13);
  await using readOnly = await FeatureStore.open({ folder: join(folder.path, 'store with looks'), readOnly: true });
  expect((await extract({ store: readOnly, looks: true })).looks).toEqual(looked.looks); // nothing is written
  expect((await extract({ looks: true })).looks).toHaveLength(13); // and without a store
});

test('a look is of the whole photo, however the network sees it', async () => {
  const tall = join(folder.path, 'tall.png');
  const pixels = Buffer.alloc(16 * 48 * 3);
  pixels.fill(255, 16 * 3 * 24); // black above, white below
  await sharp(pixels, { raw: { width: 16, height: 48, channels: 3 } })
    .png()
    .toFile(tall);
  const looks = await Promise.all(
    (['stretch', 'crop', 'pad'] as const).map(async (fit) => {
      const result = await extract({ files: [tall], looks: true, preprocessing: definePreprocessing({ width: 16, height: 16, fit }) });
      return result.looks[0];
    }),
  );
  expect(looks[0]?.brightness).toBeCloseTo(127.5, 0);
  expect(looks[1]).toEqual(looks[0]);
  expect(looks[2]).toEqual(looks[0]);
});
