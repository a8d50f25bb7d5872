import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Backbone, loadModel, type MultiLabelTraining, openDataset, trainMultiLabel } from 'graft-ml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
import { quickBackbone, quickBackboneOption } from './quick-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const main = resolve(import.meta.dirname, '../dist/cli/main.js');

let folder: TemporaryFolder;
let backbone: Backbone | undefined;
let trained: MultiLabelTraining;
let pictures: string[];

/** What each kind of picture shows; the fourth shows nothing that has a name of its own. */
const shows: Readonly<Record<string, string>> = { one: 'warm|striped', two: 'cold|chequered', three: 'cold', four: 'warm' };

beforeAll(async () => {
  folder = await temporaryFolder();
  backbone = await quickBackbone();
  if (backbone === undefined) return;
  pictures = await makeDataset(join(folder.path, 'pictures'), { classes: { one: 9, two: 9, three: 9, four: 9 } });
  const rows = pictures.map((path) => `${path},${shows[path.split('/').at(-2) ?? '']}`);
  await writeFile(join(folder.path, 'scenes.csv'), ['path,labels', ...rows].join('\n'));
  trained = await trainMultiLabel({ data: join(folder.path, 'scenes.csv'), backbone, cacheFolder: join(folder.path, 'cache') });
  await trained.model.save(join(folder.path, 'scenes.graft'));
}, 120_000);

afterAll(async () => {
  await trained?.model.close();
  await folder[Symbol.asyncDispose]();
});

/** A test of the trained model; skipped where the network could not be downloaded. */
const withModel = (name: string, run: () => Promise<void>): void =>
  test(name, async ({ skip }) => {
    if (backbone === undefined) skip('the backbone could not be downloaded');
    await run();
  });

describe('several labels a photo', () => {
  withModel('the classes are those of the lists; photos are held out, and the result is measured on them and out of fold', async () => {
    expect(trained.model.classes).toEqual(['chequered', 'cold', 'striped', 'warm']);
    expect(trained).toMatchObject({ images: 36, split: 'hash' });
    expect(trained.counts.train + trained.counts.validation).toBe(36);
    expect(trained.validation?.images).toBe(trained.counts.validation);
    expect(trained.crossValidation).toMatchObject({ images: 36, folds: 5 });
    expect(trained.crossValidation?.meanAveragePrecision).toBeGreaterThan(0.9); // colours and patterns are easy to tell
    const counts = trained.model.manifest.counts.map(({ train, validation }) => train + validation);
    expect(counts).toEqual([9, 18, 9, 18]);
  });

  withModel('saved and loaded, each class is told for itself', async () => {
    await using model = await loadModel(join(folder.path, 'scenes.graft'));
    const [striped = [], plain = []] = await model.predict([pictures[0] ?? '', pictures[27] ?? '']);
    const present = (predictions: typeof striped) => predictions.flatMap(({ label, present: is }) => (is ? [label] : [])).sort();
    expect(present(striped)).toEqual(['striped', 'warm']);
    expect(present(plain)).toEqual(['warm']);
    expect(striped.reduce((sum, { probability }) => sum + probability, 0)).toBeGreaterThan(1.2); // no softmax
  });

  withModel('it is measured on a dataset of the same form, and not as a model of one label', async () => {
    await using model = await loadModel(join(folder.path, 'scenes.graft'));
    const result = await model.evaluateLabelSets(join(folder.path, 'scenes.csv'));
    expect(result).toMatchObject({ images: 36, threshold: 0.5, skipped: [] });
    expect(result.meanAveragePrecision).toBeGreaterThan(0.95); // it has learned from these
    await expect(model.evaluate(join(folder.path, 'pictures'))).rejects.toMatchObject({ code: 'MODEL_INCAPABLE' });
  });

  withModel('the same seed gives the same model', async () => {
    const again = await trainMultiLabel({ data: join(folder.path, 'scenes.csv'), backbone, cacheFolder: join(folder.path, 'cache') });
    const [one, other] = [trained.model, again.model].map(({ manifest }) => ({ ...manifest, created: '' }));
    expect(other).toEqual(one);
    expect(again.features).toMatchObject({ computed: 0 });
  });

  withModel('what a sigmoid head has no use for is refused; so is a class that every photo has', async () => {
    const data = await openDataset(join(folder.path, 'scenes.csv'), { multiLabel: true });
    const mlp = { data, backbone, head: 'mlp' };
    await expect(trainMultiLabel(mlp)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const tuned = { data, backbone, trainFrom: 'mixed_7a' };
    await expect(trainMultiLabel(tuned)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('trainFrom') });
    const everywhere = { ...data, items: data.items.map((item) => ({ ...item, labels: [...new Set([0, ...(item.labels ?? [])])] })) };
    const training = trainMultiLabel({ data: everywhere, backbone, cacheFolder: join(folder.path, 'cache') });
    await expect(training).rejects.toMatchObject({ code: 'DATASET_INVALID' });
  });

  withModel('from the command line: train, predict, evaluate', async () => {
    const run = promisify(execFile);
    const env = { ...process.env, GRAFT_CACHE_DIR: '' };
    const graft = async (...args: string[]) => (await run(process.execPath, [main, ...args], { cwd: folder.path, env })).stdout;
    const training = JSON.parse(
      await graft('train', 'scenes.csv', '--multi-label', '--out', 'cli.graft', '--no-cache', '--json', ...quickBackboneOption),
    );
    expect(training.validation).toMatchObject({ images: trained.counts.validation });
    expect(await graft('predict', 'cli.graft', pictures[0] ?? '')).toMatch(/striped \d.*warm \d|warm \d.*striped \d/);
    const [line] = (await graft('predict', 'cli.graft', pictures[0] ?? '', '--json')).split('\n');
    expect(JSON.parse(line ?? '').predictions).toHaveLength(4);
    expect(JSON.parse(await graft('evaluate', 'cli.graft', 'scenes.csv', '--json'))).toHaveProperty('meanAveragePrecision');
  });
});
