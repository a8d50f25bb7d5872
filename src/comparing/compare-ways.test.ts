import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawFruit, type Fruit } from '../../scripts/draw-fruit.ts';
import { branchingBackbone } from '../../test/fixtures/branching-backbone.ts';
import { makeDataset } from '../../test/fixtures/make-dataset.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { extractFeatures } from '../features/extract-features.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { drain } from '../tasks/drain.ts';
import { compareWays, compareWaysEvents } from './compare-ways.ts';
import { comparisonHtml, comparisonSvg } from './draw-comparison.ts';

/** Folders and what is drawn in them; one is called as no page should take it. */
const fruits = { '<b>apple': 'apple', lemon: 'lemon', leaf: 'leaf' } as const satisfies Readonly<Record<string, Fruit>>;

async function drawFruits(folder: string, sides: Readonly<Record<string, number>>): Promise<void> {
  let seed = 0;
  for (const [side, count] of Object.entries(sides)) {
    for (const [name, fruit] of Object.entries(fruits)) {
      await mkdir(join(folder, side, name), { recursive: true });
      for (let i = 0; i < count; i++) await writeFile(join(folder, side, name, `${i}.jpg`), await drawFruit(fruit, seed++));
    }
  }
}

test('four ways on the same photos in the same time; an interrupted comparison goes on, and a repeated one measures nothing', async () => {
  await using folder = await temporaryFolder();
  const cacheFolder = join(folder.path, 'cache');
  const data = join(folder.path, 'photos');
  await drawFruits(data, { train: 5, test: 4 });
  const backbone = await branchingBackbone(join(folder.path, 'net.tflite'), cacheFolder, 'int8');
  const options = { data, backbone, cacheFolder, photos: [2, 100], budget: 0.4, cut: ['block', 'last'], trainFrom: 'last' } as const;

  for await (const event of compareWaysEvents(options)) if (event.type === 'way-run') break; // interrupted
  const measured: boolean[] = [];
  const comparison = await compareWays({
    ...options,
    onProgress: (event) => {
      if (event.type === 'way-run') measured.push(!event.kept);
    },
  });
  expect(measured).toEqual([false, ...new Array(7).fill(true)]);

  expect(comparison).toMatchObject({ name: 'photos', photos: [2, 5], test: { images: 12, from: 'test' }, leftOut: [], trainFrom: 'last' });
  expect(comparison.runs.map(({ way, photosPerClass }) => `${way} ${photosPerClass}`)).toEqual(
    [2, 5].flatMap((count) => ['head', 'classic', 'tuned', 'scratch'].map((way) => `${way} ${count}`)),
  );
  for (const run of comparison.runs) {
    expect(run.given).toBe(3 * run.photosPerClass);
    expect(run.course.at(-1)).toEqual({ seconds: run.seconds, accuracy: run.accuracy });
    expect(run.course.map(({ seconds }) => seconds)).toEqual(run.course.map(({ seconds }) => seconds).toSorted((a, b) => a - b));
    expect(run.interval.low).toBeLessThanOrEqual(run.accuracy);
    expect(run.interval.high).toBeGreaterThanOrEqual(run.accuracy);
    expect((run.accuracy * 12) % 1).toBeCloseTo(0); // of twelve photos
    expect(run.seconds).toBeGreaterThan(0);
  }
  // Colours that a head tells apart even by random features: 9 of 12; guessing gives 4.
  expect(comparison.runs.find(({ way, photosPerClass }) => way === 'head' && photosPerClass === 5)?.accuracy).toBeGreaterThan(0.6);
  const scratch = comparison.runs.filter(({ way }) => way === 'scratch');
  expect(scratch.every(({ epochs }) => epochs > 0)).toBe(true);

  const again = await compareWays(options);
  expect(again.runs).toEqual(comparison.runs);

  // The recipe of `graft train --train-from` moves even this network; steps of a thousandth of its size would leave every answer as it was.
  const tuned = await compareWays({ ...options, photos: [100], budget: 600, ways: ['tuned'] });
  expect(tuned.runs).toMatchObject([{ images: 15, epochs: 4, ended: 'finished' }]);
  expect(new Set(tuned.runs[0]?.course.map(({ accuracy }) => accuracy)).size).toBeGreaterThan(1);

  const page = comparisonHtml(comparison);
  expect(page).not.toContain('<b>apple');
  expect(page).toContain('What ended first');
  expect(comparisonSvg(comparison)).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(comparisonSvg(comparison).match(/<svg /g)).toHaveLength(3);
});

test('a frozen network says the same of a photo in every epoch, whatever batch it is in: so its steps need no second run', async () => {
  await using folder = await temporaryFolder();
  const files = await makeDataset(join(folder.path, 'photos'), { classes: { ash: 4, beech: 3 }, size: 40 });
  const backbone = await branchingBackbone(join(folder.path, 'net.tflite'), join(folder.path, 'cache'), 'int8');
  const preprocessing = definePreprocessing({ ...backbone.description.input, fit: 'stretch' });
  const request = { backbone, cuts: backbone.cut('penultimate'), preprocessing };
  const once = await drain(extractFeatures({ ...request, files, batchSize: 7 }));
  const shuffled = await drain(extractFeatures({ ...request, files: files.toReversed(), batchSize: 3 }));
  const width = once.features.columns;
  for (const [i] of files.entries()) {
    const [a, b] = [i, files.length - 1 - i].map((row, which) =>
      (which === 0 ? once : shuffled).features.data.slice(row * width, (row + 1) * width),
    );
    expect(a).toEqual(b);
  }
});
