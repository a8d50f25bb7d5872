import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDataset } from '../../test/fixtures/make-dataset.ts';
import { tinyBackbone, tinyWidth as width } from '../../test/fixtures/tiny-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import type { Backbone } from '../backbones/backbone.ts';
import { extractFeatures } from '../features/extract-features.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { sha256 } from '../storage/sha256.ts';
import { drain } from '../tasks/drain.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';
import { type Embedding, embed } from './embed.ts';
import { embedInGroups, type FeatureGroup } from './embed-in-groups.ts';
import type { EmbedOptions } from './embed-options.ts';

let folder: TemporaryFolder;
let backbone: Backbone;
let files: string[];
let expected: Matrix;
const preprocessing = definePreprocessing({ width: 16, height: 16, fit: 'stretch' });

/** In a folder of its own, as a table stands beside the photos. */
const out = (name: string): string => join(folder.path, 'tables', name);
const run = (name: string, more: Partial<EmbedOptions> = {}): Promise<Embedding> =>
  embed({ data: join(folder.path, 'photos'), file: out(name), backbone, cacheFolder: join(folder.path, 'cache'), ...more });

beforeAll(async () => {
  folder = await temporaryFolder();
  backbone = await tinyBackbone(join(folder.path, 'tiny.tflite'), join(folder.path, 'cache'));
  files = await makeDataset(join(folder.path, 'photos'), { classes: { 'train/cat': 3, 'train/dog, black': 2, 'test/cat': 2 }, size: 24 });
  await writeFile(join(folder.path, 'photos', 'train', 'cat', 'broken.jpg'), 'no picture');
  files.sort();
  expected = (await drain(extractFeatures({ files, backbone, cuts: backbone.cut('penultimate'), preprocessing }))).features;
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('Parquet', () => {
  test('a row a photo: where it is, what it is, what it shows', async () => {
    const embedding = await run('all.parquet');
    expect(embedding).toMatchObject({
      photos: 7,
      width,
      classes: ['cat', 'dog, black'],
      skipped: [{ path: join(folder.path, 'photos', 'train', 'cat', 'broken.jpg') }],
    });
    const file = (await readFile(out('all.parquet'))).buffer;
    const rows = await parquetReadObjects({ file });
    expect(rows.map((row) => row['file'])).toEqual(files);
    for (const [index, { features, label, split, sha256: hash }] of rows.entries()) {
      const path = relative(join(folder.path, 'photos'), files[index] ?? '');
      expect(features).toEqual([...rowOf(expected, index)]);
      expect([split, label]).toEqual(path.split('/').slice(0, 2));
      expect(hash).toBe(sha256(await readFile(files[index] ?? '')));
    }
  });

  test('photos below the folder of the table are named from there', async () => {
    await run('../beside.parquet');
    const rows = await parquetReadObjects({ file: (await readFile(out('../beside.parquet'))).buffer });
    expect(rows.map((row) => row['file'])).toEqual(files.map((path) => relative(folder.path, path)));
  });

  test('the footer says what the numbers are', async () => {
    const { key_value_metadata: entries } = parquetMetadata((await readFile(out('all.parquet'))).buffer);
    const metadata: unknown = JSON.parse(entries?.find(({ key }) => key === 'graft')?.value ?? '');
    expect(metadata).toMatchObject({
      backbone: { name: 'tiny', precision: 'int8', sha256: backbone.description.sha256 },
      cuts: [{ name: 'penultimate', width }],
      preprocessing: { width: 16, fit: 'stretch' },
    });
  });
});

test('NumPy: the numbers, and a table of what they belong to', async () => {
  const { files: written } = await run('all.npy');
  expect(written.map(({ file }) => file)).toEqual([out('all.npy'), out('all.files.csv')]);
  const bytes = await readFile(out('all.npy'));
  expect(bytes.toString('latin1', 10, 128)).toContain(`'shape': (7, ${width})`);
  expect(new Float32Array(bytes.buffer.slice(bytes.byteOffset + 128, bytes.byteOffset + bytes.length))).toEqual(expected.data);
  const lines = (await readFile(out('all.files.csv'), 'utf8')).split('\n');
  expect(lines[0]).toBe('file,label,split,sha256');
  expect(lines).toHaveLength(1 + 7 + 1);
  expect(lines.find((line) => line.includes('dog'))).toContain('"dog, black",train,');
});

test('CSV: one table with all of it', async () => {
  await run('all.csv');
  const lines = (await readFile(out('all.csv'), 'utf8')).trimEnd().split('\n');
  expect(lines[0]).toBe(`file,label,split,sha256,${Array.from({ length: width }, (_, i) => `f${i}`).join()}`);
  const numbers = lines.slice(1).map((line) => Float32Array.from(line.split(',').slice(-width), Number));
  for (const [index, row] of numbers.entries()) expect(row).toEqual(rowOf(expected, index));
});

test('the same photos, the same bytes, and nothing is computed twice', async () => {
  expect(await run('again.parquet')).toMatchObject({ computed: 0, cached: 7 });
  expect(await readFile(out('again.parquet'))).toEqual(await readFile(out('all.parquet')));
});

test('without labels: a folder as it is, and pictures by name', async () => {
  const plain = await run('plain.parquet', { labels: false });
  expect(plain).toMatchObject({ photos: 7, classes: [] });
  await run('named.parquet', { data: files.slice(0, 2) });
  const rows = await parquetReadObjects({ file: (await readFile(out('named.parquet'))).buffer });
  expect(rows.map(({ label, split }) => [label, split])).toEqual([
    [null, null],
    [null, null],
  ]);
});

test('a table is replaced only where that was asked for, and only by a whole one', async () => {
  await writeFile(out('mine.csv'), 'mine');
  await writeFile(out('mine.files.csv'), 'mine');
  await expect(run('mine.csv')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  await expect(run('mine.npy')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' }); // for what would stand beside it
  const stop = new AbortController();
  const stopped = embed({
    ...{ data: files, file: out('mine.csv'), backbone, keepFeatures: false, replace: true, signal: stop.signal },
    onProgress: ({ type }) => type === 'features' && stop.abort(new Error('enough')),
  });
  await expect(stopped).rejects.toThrow('enough');
  await expect(run('mine.csv', { replace: true, data: [join(folder.path, 'tiny.tflite')] })).rejects.toMatchObject({
    code: 'DATASET_EMPTY',
  });
  expect(await readFile(out('mine.csv'), 'utf8')).toBe('mine');
  expect((await readdir(join(folder.path, 'tables'))).filter((name) => name.startsWith('.'))).toEqual([]);
  await run('mine.csv', { replace: true });
  expect(await readFile(out('mine.csv'), 'utf8')).toContain('file,label');
});

test('a name that says no format is refused; so is, where that is wanted, a picture that cannot be read', async () => {
  await expect(run('all.xlsx')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(run('strict.npy', { strict: true })).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
});

test('groups of any size give the same rows, and count as one', async () => {
  for (const perGroup of [1, 3, 100]) {
    const groups: FeatureGroup[] = [];
    const steps = embedInGroups({ files, backbone, cuts: backbone.cut('penultimate'), preprocessing, numbersAtOnce: perGroup * width });
    const total = await drain(steps, (event) => {
      if (event.type === 'group') groups.push(event);
      else if (event.type === 'features') expect(event).toMatchObject({ total: 7 });
    });
    expect(groups.map(({ from }) => from)).toEqual(Array.from({ length: Math.ceil(7 / perGroup) }, (_, group) => group * perGroup));
    expect(groups.flatMap(({ features }) => [...features.data])).toEqual([...expected.data]);
    expect(total).toMatchObject({ computed: 7, cached: 0 });
  }
});
