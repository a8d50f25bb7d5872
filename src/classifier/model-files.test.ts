import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { sha256 } from '../storage/sha256.ts';
import { readModel, writeModel } from './model-files.ts';

const manifest: Manifest = {
  schema: 1,
  graft: '0.1.0',
  created: '2026-01-31T12:00:00.000Z',
  classes: ['cat', 'dog'],
  backbone: { name: 'tiny', source: 'tiny.tflite', sha256: 'a'.repeat(64), licence: 'unknown', precision: 'int8', network: 'n' },
  cuts: [{ name: 'c', layer: 'c', width: 3 }],
  preprocessing: { width: 4, height: 4, fit: 'stretch' },
  head: { kind: 'softmax', fitted: {}, temperature: 1 },
  seed: 0,
  split: { by: 'none', train: 2, validation: 0, refitted: false },
  counts: [
    { train: 1, validation: 0 },
    { train: 1, validation: 0 },
  ],
  metrics: { validation: null, crossValidation: null },
  files: {},
};
const network = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const files = { 'model.onnx': network, 'labels.txt': 'cat\ndog\n' };

test('what was written is read, with the hash of every file', async () => {
  await using folder = await temporaryFolder();
  const model = join(folder.path, 'model.graft');
  const written = await writeModel(model, manifest, files);
  expect(written.files).toEqual({ 'model.onnx': sha256(network), 'labels.txt': sha256('cat\ndog\n') });
  const read = await readModel(model);
  expect(read.manifest).toEqual(written);
  expect(new Uint8Array(read.network)).toEqual(network);
  expect((await readdir(model)).sort()).toEqual(['graft.json', 'labels.txt', 'model.onnx']);
});

describe('a model with', () => {
  test.each([
    [
      'a flipped bit in the network',
      'model.onnx',
      'MODEL_DAMAGED',
      (bytes: Buffer) => bytes.map((byte, i) => (i === 500 ? byte ^ 1 : byte)),
    ],
    ['a network cut short', 'model.onnx', 'MODEL_DAMAGED', (bytes: Buffer) => bytes.subarray(0, 900)],
    ['no network', 'model.onnx', 'MODEL_DAMAGED', () => undefined],
    ['no description', 'graft.json', 'FILE_NOT_FOUND', () => undefined],
    ['a description that is no JSON', 'graft.json', 'MODEL_DAMAGED', (bytes: Buffer) => bytes.subarray(0, 40)],
    ['a description that is another thing', 'graft.json', 'MODEL_DAMAGED', () => '[1, 2]'],
    ['a description without classes', 'graft.json', 'MODEL_DAMAGED', (bytes: Buffer) => String(bytes).replace('"classes"', '"species"')],
    ['a newer description', 'graft.json', 'MODEL_TOO_NEW', (bytes: Buffer) => String(bytes).replace('"schema": 1', '"schema": 2')],
  ])('%s is refused', async (_what, name, code, change) => {
    await using folder = await temporaryFolder();
    const model = join(folder.path, 'model.graft');
    await writeModel(model, manifest, files);
    const file = join(model, name);
    const content = change(await readFile(file));
    if (content === undefined) await rm(file);
    else await writeFile(file, content);
    await expect(readModel(model)).rejects.toMatchObject({ code, hint: expect.any(String) });
  });
});

test('replaces an older model, but nothing that is not a model', async () => {
  await using folder = await temporaryFolder();
  const model = join(folder.path, 'model.graft');
  await writeModel(model, manifest, files);
  await writeModel(model, { ...manifest, classes: ['cow', 'dog'] }, files);
  expect((await readModel(model)).manifest.classes).toEqual(['cow', 'dog']);

  const foreign = join(folder.path, 'letters');
  await mkdir(foreign);
  await writeFile(join(foreign, 'dear aunt.txt'), 'Dear aunt');
  await expect(writeModel(foreign, manifest, files)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(await readFile(join(foreign, 'dear aunt.txt'), 'utf8')).toBe('Dear aunt');
});

test('a folder that is not there', async () => {
  await using folder = await temporaryFolder();
  await expect(readModel(join(folder.path, 'nothing.graft'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});
