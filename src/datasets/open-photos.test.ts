import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDataset } from '../../test/fixtures/make-dataset.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { drain } from '../tasks/drain.ts';
import type { Dataset } from './dataset.ts';
import { type OpenPhotosOptions, openPhotosEvents } from './open-photos.ts';

let folder: TemporaryFolder;
const at = (...parts: string[]): string => join(folder.path, ...parts);
const open = (places: string[], options: OpenPhotosOptions = {}): Promise<Dataset> => drain(openPhotosEvents(places, options));

beforeAll(async () => {
  folder = await temporaryFolder();
  await makeDataset(at('classes'), { classes: { cat: 2, dog: 1 } });
  await makeDataset(at('loose'), { classes: { '.': 2 } });
  await writeFile(at('labels.csv'), 'file,label\nloose/000.jpg,cat\n');
  await mkdir(at('empty'));
});
afterAll(() => folder[Symbol.asyncDispose]());

test('a folder with classes, a table: as openDataset opens them, one class being enough', async () => {
  expect(await open([at('classes')])).toMatchObject({ classes: ['cat', 'dog'], items: { length: 3 } });
  expect(await open([at('labels.csv')])).toMatchObject({ classes: ['cat'], items: [{ path: at('loose', '000.jpg') }] });
});

test('a folder without classes, pictures by name, several: without labels', async () => {
  expect(await open([at('loose')])).toMatchObject({ classes: [''], items: { length: 2 } });
  expect(await open([at('loose', '000.jpg')])).toMatchObject({ classes: [''], items: { length: 1 } });
  const mixed = await open([at('classes', 'dog', '000.jpg'), at('loose'), at('loose', '001.jpg')]);
  expect(mixed).toMatchObject({ classes: [''], items: { length: 3 } }); // one was named twice
});

test('labels are left out where that is asked for', async () => {
  expect(await open([at('classes')], { labels: false })).toMatchObject({ classes: [''], items: { length: 3 } });
  expect(await open([at('labels.csv')], { labels: false })).toMatchObject({ classes: [''], items: [{ label: 0 }] });
});

test('what is not there, and what holds nothing', async () => {
  await expect(open([at('nowhere')])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(open([at('empty')])).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
  await expect(open([])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
