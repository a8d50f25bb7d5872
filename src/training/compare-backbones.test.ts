import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDataset } from '../../test/fixtures/make-dataset.ts';
import { tinyBackbone } from '../../test/fixtures/tiny-backbone.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { type CompareBackbonesEvent, compareBackbones } from './compare-backbones.ts';

test('networks are tried on the same photos, timed, and one is said to pay', async () => {
  await using folder = await temporaryFolder();
  const [data, cacheFolder] = [join(folder.path, 'photos'), join(folder.path, 'cache')];
  const [file, copy] = [join(folder.path, 'tiny.tflite'), join(folder.path, 'copy.tflite')];
  await makeDataset(data, { classes: { apple: 9, pear: 9 }, seed: 1 });
  await tinyBackbone(file, cacheFolder);
  await copyFile(file, copy);
  const events: CompareBackbonesEvent[] = [];
  const options = { data, cacheFolder, precision: 'int8', folds: 3 } as const;
  const comparison = await compareBackbones({ ...options, backbones: [file, copy, file], onProgress: (event) => events.push(event) });
  const { images, backbones, best, pays } = comparison;
  expect(images).toBe(18); // none is held out beside the folds
  expect(backbones.map(({ name }) => name)).toEqual([file, copy]); // a name twice is one
  const [first, second] = backbones;
  expect(second).toMatchObject({ accuracy: first?.accuracy, imageSize: 16, features: 6, cut: ['penultimate'] }); // the same network
  for (const { imagesPerSecond, bytes } of backbones) expect(Math.min(imagesPerSecond, bytes)).toBeGreaterThan(0);
  const faster = (first?.imagesPerSecond ?? 0) > (second?.imagesPerSecond ?? 0) ? 0 : 1;
  expect({ best, pays }).toEqual({ best: faster, pays: faster });
  expect(backbones[1 - faster]?.besideBest).toMatchObject({ images: 18, difference: 0, pValue: 1 });
  expect(backbones[faster]?.besideBest).toBeNull();
  expect(events.filter(({ type }) => type === 'tried')).toHaveLength(2);
  // The number after @ is the pictures' size: this network's dense layer fits no other.
  await expect(compareBackbones({ ...options, backbones: [file, `${copy}@32`] })).rejects.toMatchObject({ code: 'GRAPH_INVALID' });
  await expect(compareBackbones({ ...options, backbones: [file] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
