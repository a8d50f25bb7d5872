import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  type Backbone,
  cachePlaces,
  drain,
  embed,
  loadModel,
  pickEvents,
  type TrainEvent,
  type Training,
  type TrainOptions,
  train,
  trainEvents,
} from 'graft-ml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { branchingBackbone } from './fixtures/branching-backbone.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const main = resolve(import.meta.dirname, '../dist/cli/main.js');

let folder: TemporaryFolder;
let photos: string;
let pictures: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  photos = join(folder.path, 'photos');
  pictures = await makeDataset(photos, { classes: { dots: 16, stripes: 16, waves: 16 }, size: 40 });
});
afterAll(() => folder[Symbol.asyncDispose]());

describe.each(['int8', 'float32'] as const)('training from a cut of an %s backbone', (precision) => {
  let backbone: Backbone;
  let first: Training;
  let events: TrainEvent[];
  const options = (more: Partial<TrainOptions> = {}): TrainOptions => ({
    data: photos,
    backbone,
    cut: ['stem', 'block', 'last'],
    trainFrom: 'last',
    epochs: 3,
    batchSize: 4,
    optimizer: 'adamw',
    learningRate: 0.003,
    leastGain: -10, // the head alone has nearly all of these right

    cacheFolder: join(folder.path, 'cache'),
    ...more,
  });

  beforeAll(async () => {
    backbone = await branchingBackbone(join(folder.path, `${precision}.tflite`), join(folder.path, 'cache'), precision);
    events = [];
    first = await drain(trainEvents(options({ labelSmoothing: 0.2 })), (event) => events.push(event));
  });

  test('tells what it did', () => {
    const { tuning, model } = first;
    expect(tuning).toMatchObject({
      from: 'last',
      frozenAt: 'block',
      before: { validationAccuracy: expect.any(Number) },
      after: { validationAccuracy: first.validation?.accuracy },
    });
    expect(tuning?.best).toBeGreaterThan(0);
    // A head fitted again reached its optimum; one kept as it was trained says by what.
    const again = { optimizer: 'lbfgs', converged: true };
    expect(model.manifest.head.fitted).toMatchObject({
      made: tuning?.head,
      ...(tuning?.head === 'as-trained' ? { optimizer: 'adamw' } : again),
    });
    expect(tuning?.blocks).toEqual([
      { name: 'last', parameters: 12 * 16 * 9 + 16, rate: 1 },
      { name: 'head', parameters: (8 + 12 + 16) * 3 + 3, rate: 1 },
    ]);
    expect(tuning?.epochs.length).toBeGreaterThan(0);
    expect(model.manifest.fineTuned).toMatchObject({ from: 'last', frozenAt: 'block', parameters: 12 * 16 * 9 + 16 + 36 * 3 + 3 });
    expect(model.manifest.head.temperature).toBeGreaterThan(0);
    // They came with the features, from one run of the network.
    expect(events.filter(({ type }) => type === 'activations').at(-1)).toMatchObject({ done: 48, cached: 48 });
    expect(events.some(({ type }) => type === 'tune-step')).toBe(true);
    expect(first.crossValidation).toBeUndefined(); // not measured of what was trained
    expect(first.validation?.accuracy).toBeGreaterThan(0.8);
  });

  test('is a model like any other: saved, loaded, it says the same', async () => {
    const saved = join(folder.path, `${precision}.graft`);
    await first.model.save(saved);
    await using model = await loadModel(saved);
    const evaluated = await model.evaluate(photos);
    expect(evaluated.accuracy).toBeGreaterThan(0.9);
    const said = await model.predict(pictures);
    for (const [row, predictions] of (await first.model.predict(pictures)).entries()) {
      for (const { label, probability } of predictions)
        expect(said[row]?.find((prediction) => prediction.label === label)?.probability).toBeCloseTo(probability, 5);
    }
    expect((await model.explain(pictures[0] ?? '')).map.data.length).toBeGreaterThan(0);
  });

  test('the second time nothing is computed before the cut, and the same bytes come out', async () => {
    const again = await train(options({ labelSmoothing: 0.2 }));
    expect(again.features.computed).toBe(0);
    expect(Buffer.compare(again.model.network, first.model.network)).toBe(0);
    // Nor does it matter whether the activations came with the features or by themselves.
    const apart = await train(options({ labelSmoothing: 0.2, keepFeatures: false }));
    expect(Buffer.compare(apart.model.network, first.model.network)).toBe(0);
  });

  test('exports: ONNX as it is and in float32; TensorFlow Lite says why not', async () => {
    const out = (name: string): string => join(folder.path, `${precision}-${name}`);
    expect((await first.model.export({ to: 'onnx', out: out('own.onnx') })).verification?.agreement).toBe(1);
    await first.model.export({ to: 'onnx', precision: 'float32', out: out('float32.onnx') });
    await expect(first.model.export({ to: 'tflite', out: out('photos.tflite') })).rejects.toMatchObject({
      code: 'MODEL_INCAPABLE',
      hint: expect.stringContaining('onnx'),
    });
  });

  test('features for other programs, and photos picked, are those of the trained network', async () => {
    const table = join(folder.path, `${precision}.csv`);
    const columns = 8 + 12 + 16;
    expect(await embed({ data: photos, file: table, model: first.model, cacheFolder: join(folder.path, 'cache') })).toMatchObject({
      photos: 48,
      width: columns,
    });
    const rows = (await readFile(table, 'utf8')).split('\n').map((line) => line.split(','));
    // Of two photos, what the trained network gave when the training ended.
    for (const place of [0, 30]) {
      const hash = first.photos.hashes[place] ?? '';
      const row =
        rows
          .find((cells) => cells.includes(hash))
          ?.slice(-columns)
          .map(Number) ?? [];
      const trained = first.photos.features.data.subarray(place * columns, (place + 1) * columns);
      expect(row).toHaveLength(columns);
      for (const [i, value] of row.entries()) expect(Math.abs(value - (trained[i] ?? 0))).toBeLessThan(precision === 'int8' ? 1e-4 : 0.02);
    }
    const picks = await drain(pickEvents(first.model, pictures, { count: 5, cacheFolder: join(folder.path, 'cache') }));
    expect(picks.picked).toHaveLength(5);
  });

  test('learns from changed copies, and without a cache', async () => {
    const { tuning, validation } = await train(options({ augment: ['flip'], keepFeatures: false, epochs: 1 }));
    expect(tuning?.epochs).toHaveLength(1);
    expect(validation?.accuracy).toBeGreaterThan(0.5);
  });
});

test('what does not go together is refused before any work', async () => {
  const refused = async (more: Partial<TrainOptions>): Promise<unknown> =>
    train({ data: photos, ...more }).catch((error: unknown) => error);
  const invalid = { code: 'INVALID_ARGUMENT' };
  expect(await refused({ trainFrom: 'mixed_7a', head: 'knn' })).toMatchObject(invalid);
  expect(await refused({ trainFrom: 'mixed_7a', optimizer: 'lbfgs' })).toMatchObject(invalid);
  expect(await refused({ mixup: 0.2 })).toMatchObject({ ...invalid, message: expect.stringContaining('trainFrom') });
  expect(await refused({ optimizer: 'adamw' })).toMatchObject(invalid);
  expect(await refused({ trainFrom: 'mixed_7a', epochs: 0 })).toMatchObject(invalid);
});

test('a training killed by force goes on from its last whole epoch, and saves the bytes of one that was left alone', async () => {
  const cache = join(folder.path, 'killed');
  await branchingBackbone(join(folder.path, 'killed.tflite'), cache, 'int8');
  const command = (out: string): readonly string[] => [
    ...['train', photos, '--backbone', join(folder.path, 'killed.tflite'), '--precision', 'int8', '--cut', 'stem,block,last'],
    ...['--train-from', 'last', '--epochs', '40', '--validation', '0', '--no-report', '--out', join(folder.path, out)],
  ];
  const start = (out: string): ChildProcess =>
    spawn(process.execPath, [main, ...command(out)], { env: { ...process.env, GRAFT_CACHE_DIR: cache } });
  const finish = async (out: string): Promise<string> => {
    const child = start(out);
    let told = '';
    child.stderr?.on('data', (text) => (told += text));
    child.stdout?.on('data', (text) => (told += text));
    const [code] = await once(child, 'close');
    expect(code, told).toBe(0);
    return told;
  };

  const doomed = start('resumed.graft');
  const ended = once(doomed, 'close');
  const { activations } = cachePlaces(cache);
  const checkpointed = async (): Promise<boolean> =>
    (await readdir(activations).catch(() => [])).some((name) => name.endsWith('.checkpoint'));
  while (doomed.exitCode === null && !(await checkpointed())) await setImmediate();
  doomed.kill('SIGKILL');
  expect((await ended)[1]).toBe('SIGKILL');
  expect(existsSync(join(folder.path, 'resumed.graft'))).toBe(false);

  expect(await finish('resumed.graft')).toMatch(/\d+ epochs? kept from before/);
  expect(await finish('alone.graft')).not.toContain('kept from before');
  const network = (name: string): Promise<Buffer> => readFile(join(folder.path, name, 'model.onnx'));
  expect(Buffer.compare(await network('resumed.graft'), await network('alone.graft'))).toBe(0);
});
