import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeHostileFile } from '../../test/fixtures/make-hostile-file.ts';
import { tinyBackbone } from '../../test/fixtures/tiny-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import type { Backbone } from '../backbones/backbone.ts';
import { drain } from '../tasks/drain.ts';
import { seededRandom } from '../tensor/random.ts';
import { type CheckEvent, checkDataset, checkDatasetEvents, type DatasetCheck } from './check-dataset.ts';

let folder: TemporaryFolder;
let backbone: Backbone;
let photos: string;
let check: DatasetCheck;
const events: CheckEvent[] = [];

const inPhotos = (...parts: string[]): string => join(photos, ...parts);

/** Pictures of soft colours, no two alike, coarse enough for a network that reads 16 pixels; those of one class are redder. */
async function makeClouds(name: string, count: number, seed: number): Promise<void> {
  const random = seededRandom(seed);
  await mkdir(inPhotos(name), { recursive: true });
  for (let index = 0; index < count; index++) {
    const cells = Buffer.from(
      Array.from({ length: 5 * 5 * 3 }, (_, i) => random.below(200) + (i % 3 === 0 && name.endsWith('dots') ? 55 : 0)),
    );
    const picture = sharp(cells, { raw: { width: 5, height: 5, channels: 3 } }).resize(100, 100, { kernel: 'cubic', fit: 'fill' });
    await picture.jpeg().toFile(inPhotos(name, `00${index}.jpg`));
  }
}

beforeAll(async () => {
  folder = await temporaryFolder();
  backbone = await tinyBackbone(join(folder.path, 'tiny.tflite'), join(folder.path, 'cache'));
  photos = join(folder.path, 'photos');
  await makeClouds('train/dots', 9, 1);
  await makeClouds('train/waves', 9, 2);
  await makeClouds('test/dots', 3, 3);
  await makeClouds('test/waves', 3, 4);
  await copyFile(inPhotos('train/dots/000.jpg'), inPhotos('test/waves/copy.jpg')); // across sides and classes at once
  const turned = await sharp(await readFile(inPhotos('train/waves/001.jpg')))
    .rotate(90)
    .jpeg()
    .toBuffer();
  await writeFile(inPhotos('train/waves/turned.jpg'), turned);
  await sharp({ create: { width: 90, height: 90, channels: 3, background: '#777' } })
    .jpeg()
    .toFile(inPhotos('train/waves/blank.jpg'));
  await sharp(inPhotos('train/dots/003.jpg')).resize(40, 30).jpeg().toFile(inPhotos('train/dots/tiny.jpg'));
  await sharp(inPhotos('train/dots/005.jpg')).resize(500, 100, { fit: 'fill' }).jpeg().toFile(inPhotos('train/dots/long.jpg'));
  await writeFile(inPhotos('train/dots/broken.jpg'), await makeHostileFile('truncated-jpeg'));
  await writeFile(inPhotos('train/dots/notes.txt'), 'not a picture');
  check = await checkDataset({
    data: photos,
    backbone,
    cacheFolder: join(folder.path, 'cache'),
    onProgress: (event) => events.push(event),
  });
});
afterAll(() => folder[Symbol.asyncDispose]());

const files = (findings: readonly { readonly file: string }[]): string[] => findings.map(({ file }) => file);

test('copies, by their groups', () => {
  const exact = check.duplicates.find(({ kind }) => kind === 'exact');
  expect(exact).toEqual({
    files: [inPhotos('test/waves/copy.jpg'), inPhotos('train/dots/000.jpg')],
    kind: 'exact',
    classes: ['dots', 'waves'],
    acrossClasses: true,
    acrossSplits: true,
  });
  expect(check.duplicates[0]).toEqual(exact); // the worst first
  const pair = [inPhotos('train/waves/001.jpg'), inPhotos('train/waves/turned.jpg')];
  expect(check.duplicates.some(({ files: group }) => pair.every((file) => group.includes(file)))).toBe(true);
});

test('what is wrong with single photos', () => {
  expect(files(check.blank)).toEqual([inPhotos('train/waves/blank.jpg')]);
  expect(check.tiny).toEqual([{ file: inPhotos('train/dots/tiny.jpg'), class: 'dots', width: 40, height: 30 }]);
  expect(check.oddAspect).toEqual([{ file: inPhotos('train/dots/long.jpg'), class: 'dots', width: 500, height: 100 }]);
  expect(check.unreadable.map(({ file }) => file).sort()).toEqual([inPhotos('train/dots/broken.jpg'), inPhotos('train/dots/notes.txt')]);
  expect(check.images).toBe(24 + 5);
  expect(check.orientation.landscape + check.orientation.portrait + check.orientation.square).toBe(check.images);
});

test('a blank photo and copies in two classes are told once', () => {
  const told = [
    ...check.blank,
    ...check.duplicates.filter(({ acrossClasses }) => acrossClasses).flatMap((group) => group.files.map((file) => ({ file }))),
  ];
  for (const { file } of check.labelErrors) expect(files(told)).not.toContain(file);
});

test('it is plain data, the same for the same seed, and the second time nothing is computed', async () => {
  const again = await checkDataset({ data: photos, backbone, cacheFolder: join(folder.path, 'cache') });
  expect(again.features).toEqual({ computed: 0, cached: check.images });
  const { seconds: _, features: __, ...found } = check;
  expect(JSON.parse(JSON.stringify(again))).toMatchObject(JSON.parse(JSON.stringify(found)));
});

test('events in their order; an abort ends it with its reason', async () => {
  expect(events[0]).toEqual({ type: 'dataset', medium: 'photos', images: 30, classes: ['dots', 'waves'] });
  expect(events.at(-1)).toEqual({ type: 'compare', images: check.images });
  const reason = new Error('enough');
  await expect(drain(checkDatasetEvents({ data: photos, backbone, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
});

test('one class, and one photo a class, have no label errors, but are looked at', async () => {
  const few = join(folder.path, 'few');
  await mkdir(join(few, 'a'), { recursive: true });
  await copyFile(inPhotos('train/dots/000.jpg'), join(few, 'a', '1.jpg'));
  expect(await checkDataset({ data: few, backbone, keepFeatures: false })).toMatchObject({
    images: 1,
    labelErrors: [],
    outliers: [],
    shortcuts: [],
  });
  await mkdir(join(few, 'b'));
  await copyFile(inPhotos('train/waves/000.jpg'), join(few, 'b', '1.jpg'));
  expect(await checkDataset({ data: few, backbone, keepFeatures: false })).toMatchObject({ images: 2, labelErrors: [], duplicates: [] });
});

test('photos none of which can be read, and wrong options', async () => {
  const broken = join(folder.path, 'all broken');
  await mkdir(join(broken, 'a'), { recursive: true });
  await writeFile(join(broken, 'a', '1.jpg'), await makeHostileFile('truncated-jpeg'));
  await expect(checkDataset({ data: broken, backbone, keepFeatures: false })).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
  await expect(checkDataset({ data: photos, backbone, folds: 1 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(checkDataset({ data: photos, backbone, seed: 0.5 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
