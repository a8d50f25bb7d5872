import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GraftError, loadBackbone, openDataset, type Pretrained, train, cacheFolder as userCache } from 'graft-ml';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

// The claims of the README on real photos. The set is not part of the project; without it these tests are skipped.

/** Hundreds of photos go through the network: a minute on a machine with 8-bit instructions, several without, more on a busy one. */
const timeout = 600_000;
const datasets = fileURLToPath(new URL('../../shared/datasets/', import.meta.url));

describe.skipIf(!existsSync(datasets))('on real photos (skipped where ../shared/datasets is missing)', { timeout }, () => {
  let backbone: Pretrained | undefined;
  let cache: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeAll(async () => {
    cache = await temporaryFolder();
    backbone = await loadBackbone('inception-v3', { cacheFolder: userCache() }).catch((error: unknown) => {
      if (error instanceof GraftError && error.code === 'DOWNLOAD_FAILED') return undefined;
      throw error;
    });
  });
  beforeEach(({ skip }) => {
    if (backbone === undefined) skip('the backbone could not be downloaded');
  });
  afterAll(async () => {
    await backbone?.close();
    await cache[Symbol.asyncDispose]();
  });

  /** Trains on a set's train folder, gives the accuracy on its test folder. */
  async function accuracy(data: Parameters<typeof train>[0]['data'], testFolder: string, cut?: string): Promise<number> {
    const { model } = await train({ data, backbone, cacheFolder: cache.path, ...(cut === undefined ? {} : { cut }) });
    const { accuracy: measured } = await model.evaluate(testFolder);
    await model.close();
    return measured;
  }

  test('ten kinds of clothing: at least 85 % with the default, about 81 % with the classic cut', async () => {
    const [learn, measure] = [join(datasets, 'clothing/train'), join(datasets, 'clothing/test')];
    expect(await accuracy(learn, measure)).toBeGreaterThanOrEqual(0.85);
    const classic = await accuracy(learn, measure, 'avgpool');
    expect(classic).toBeGreaterThan(0.78);
    expect(classic).toBeLessThan(0.84);
  });

  test('cats and dogs, ten photos of each: at least 97 %', async () => {
    const all = await openDataset(join(datasets, 'cats-dogs/train'));
    const items = all.classes.flatMap((_, label) => all.items.filter((item) => item.label === label).slice(0, 10));
    expect(items).toHaveLength(20);
    expect(await accuracy({ ...all, items }, join(datasets, 'cats-dogs/test'))).toBeGreaterThanOrEqual(0.97);
  });

  test("ImageNet's own classes: the right one first for at least 84 %", async () => {
    const folder = join(datasets, 'imagenet-samples');
    const files = (await readdir(folder)).filter((name) => name.endsWith('.JPEG')).sort();
    let right = 0;
    const images = files.map((name) => join(folder, name));
    // The n-th file is ImageNet's class 4n.
    for await (const { index, predictions } of backbone?.classifyEach(images, { top: 1 }) ?? []) {
      if (predictions[0]?.index === 4 * index) right++;
    }
    expect(files).toHaveLength(250);
    expect(right / files.length).toBeGreaterThanOrEqual(0.84);
  });
});
