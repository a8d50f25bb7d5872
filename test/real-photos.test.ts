import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkDataset, type DatasetCheck, GraftError, loadBackbone, type Model, openDataset, type Pretrained, train } from 'graft-ml';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PlantedFaults, plantFaults } from './fixtures/plant-faults.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

// The claims of the README on real photos. The set is not part of the project; without it these tests are skipped.

/** Hundreds of photos go through the network: a minute on a machine with 8-bit instructions, several without, more on a busy one. */
const timeout = 600_000;
const datasets = fileURLToPath(new URL('../../shared/datasets/', import.meta.url));

describe.skipIf(!existsSync(datasets))('on real photos (skipped where ../shared/datasets is missing)', { timeout }, () => {
  let backbone: Pretrained | undefined;

  beforeAll(async () => {
    backbone = await loadBackbone('inception-v3').catch((error: unknown) => {
      if (error instanceof GraftError && error.code === 'DOWNLOAD_FAILED') return undefined;
      throw error;
    });
  });
  beforeEach(({ skip }) => {
    if (backbone === undefined) skip('the backbone could not be downloaded');
  });
  afterAll(() => backbone?.close());

  /** Trains on a set's train folder, gives the accuracy on its test folder. Features come from the user's cache, as in other tests on these photos. */
  async function accuracy(data: Parameters<typeof train>[0]['data'], testFolder: Parameters<Model['evaluate']>[0]): Promise<number> {
    const { model } = await train({ data, backbone });
    const { accuracy: measured } = await model.evaluate(testFolder);
    await model.close();
    return measured;
  }

  test('ten kinds of clothing: at least 85 % with the default, less with the classic cut', async () => {
    const data = join(datasets, 'clothing/train');
    const classic = 'avgpool';
    const all = [...(backbone?.description.defaultCut ?? []), classic];
    await (await train({ data, backbone, cut: all })).model.close(); // both cuts' features by one run of the network
    expect(await accuracy(data, join(datasets, 'clothing/test'))).toBeGreaterThanOrEqual(0.85);
    const { model, crossValidation } = await train({ data, backbone, cut: classic, validation: 0 });
    await model.close();
    expect(crossValidation?.accuracy).toBeGreaterThan(0.75);
    expect(crossValidation?.accuracy).toBeLessThan(0.85);
  });

  test('cats and dogs, ten photos of each: at least 97 %', async () => {
    const all = await openDataset(join(datasets, 'cats-dogs/train'));
    const items = all.classes.flatMap((_, label) => all.items.filter((item) => item.label === label).slice(0, 10));
    expect(items).toHaveLength(20);
    const test = await openDataset(join(datasets, 'cats-dogs/test'));
    const half = { ...test, items: test.items.filter((_, index) => index % 2 === 0) };
    expect(await accuracy({ ...all, items }, half)).toBeGreaterThanOrEqual(0.97);
  });

  test("ImageNet's own classes: the right one first for at least 84 %", async () => {
    const folder = join(datasets, 'imagenet-samples');
    const files = (await readdir(folder)).filter((name) => name.endsWith('.JPEG')).sort();
    let right = 0;
    const images = files.filter((_, index) => index % 2 === 0).map((name) => join(folder, name));
    // The n-th file is ImageNet's class 4n; every second is read.
    for await (const { index, predictions } of backbone?.classifyEach(images, { top: 1 }) ?? []) {
      if (predictions[0]?.index === 8 * index) right++;
    }
    expect(files).toHaveLength(250);
    expect(right / images.length).toBeGreaterThanOrEqual(0.84);
  });
});

// After the training above, which computed the features of most of these photos.
describe.skipIf(!existsSync(datasets))('faults planted in clothing (skipped where ../shared/datasets is missing)', { timeout }, () => {
  let folder: TemporaryFolder;
  let planted: PlantedFaults;
  let check: DatasetCheck | undefined;

  beforeAll(async () => {
    folder = await temporaryFolder();
    planted = await plantFaults(join(datasets, 'clothing'), join(folder.path, 'photos'), 4);
    try {
      const backbone = await loadBackbone();
      check = await checkDataset({ data: join(folder.path, 'photos'), backbone });
    } catch (error) {
      if (!(error instanceof GraftError && error.code === 'DOWNLOAD_FAILED')) throw error;
    }
  }, timeout);
  beforeEach(({ skip }) => {
    if (check === undefined) skip('the backbone could not be downloaded');
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  const groupsWith = (pair: readonly string[]): DatasetCheck['duplicates'] =>
    (check?.duplicates ?? []).filter(({ files }) => pair.every((file) => files.includes(file)));

  test('all ten near copies across the split', () => {
    for (const pair of planted.near)
      expect(groupsWith(pair), pair[1]).toContainEqual(expect.objectContaining({ kind: 'near', acrossSplits: true }));
  });

  test('all five exact copies across classes', () => {
    for (const pair of planted.exact)
      expect(groupsWith(pair), pair[1]).toContainEqual(expect.objectContaining({ kind: 'exact', acrossClasses: true }));
  });

  test('at most three false copies in a hundred clean photos', () => {
    const known = [...planted.near, ...planted.exact].flat();
    const innocent = (check?.duplicates ?? []).flatMap(({ files }) => files.filter((file) => !known.includes(file)));
    expect(innocent.length).toBeLessThanOrEqual((3 * ((check?.images ?? 0) - known.length)) / 100);
  });

  test('all three blank photos, and no other', () => {
    expect(check?.blank.map(({ file }) => file)).toEqual(planted.blank.sort());
  });

  test('of twelve swapped labels, at least nine among the first fifteen', () => {
    const first = check?.labelErrors.slice(0, 15) ?? [];
    const found = first.filter(({ file }) => planted.swapped.includes(file));
    expect(found.length).toBeGreaterThanOrEqual(9);
    for (const { file, given, confidence } of found) {
      expect(given).toBe(basename(join(file, '..')));
      expect(confidence).toBeGreaterThan(0.5);
    }
  });
});
