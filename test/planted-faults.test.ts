import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkDataset, type DatasetCheck, GraftError, loadBackbone } from 'graft-ml';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../src/tensor/random.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

// Faults planted among real photos must be found. The photos are not part of the project; without them these tests are skipped.

/** Features of the clean photos may have to be computed: a minute or several. */
const timeout = 600_000;
const clothing = fileURLToPath(new URL('../../shared/datasets/clothing/', import.meta.url));

/** What was done to the photos: pairs of paths that are copies, and paths. */
interface Planted {
  readonly near: (readonly [string, string])[];
  readonly exact: (readonly [string, string])[];
  readonly blank: string[];
  readonly swapped: string[];
}

/** The ways in which a copy is made. */
const ways: readonly ((picture: Sharp, width: number, height: number) => Sharp)[] = [
  (picture) => picture.rotate(90),
  (picture, width) => picture.resize({ width: Math.round(width / 2) }),
  (picture) => picture.flop(),
  (picture, width, height) =>
    picture.extract({
      left: Math.round(0.04 * width),
      top: Math.round(0.04 * height),
      width: Math.round(0.92 * width),
      height: Math.round(0.92 * height),
    }),
  (picture) => picture.jpeg({ quality: 40 }),
];

/** Copies the clothing set, its test folder as validation, and spoils it. */
async function plantFaults(root: string, seed: number): Promise<Planted> {
  const random = seededRandom(seed);
  const classes = await readdir(join(clothing, 'train'));
  const train: { file: string; name: string }[] = [];
  for (const [from, to] of [
    ['train', 'train'],
    ['test', 'validation'],
  ] as const) {
    for (const name of classes) {
      await mkdir(join(root, to, name), { recursive: true });
      for (const file of (await readdir(join(clothing, from, name))).sort()) {
        const target = join(root, to, name, file);
        await copyFile(join(clothing, from, name, file), target);
        if (to === 'train') train.push({ file: target, name });
      }
    }
  }
  const draw = (): { file: string; name: string } => train.splice(random.below(train.length), 1)[0] ?? { file: '', name: '' };
  const other = (name: string): string => classes.filter((each) => each !== name)[random.below(classes.length - 1)] ?? '';
  const planted: Planted = { near: [], exact: [], blank: [], swapped: [] };
  for (let i = 0; i < 10; i++) {
    const { file, name } = draw();
    const { width, height } = await sharp(file).metadata();
    const copy = join(root, 'validation', name, `copy-${i}.jpg`);
    await writeFile(copy, (await ways[i % ways.length]?.(sharp(file), width, height).jpeg().toBuffer()) ?? '');
    planted.near.push([file, copy]);
  }
  for (let i = 0; i < 5; i++) {
    const { file, name } = draw();
    const copy = join(root, 'train', other(name), `same-${i}.jpg`);
    await copyFile(file, copy);
    planted.exact.push([file, copy]);
  }
  for (const [i, background] of ['#ffffff', '#000000', '#8a7f70'].entries()) {
    const file = join(root, 'train', classes[i] ?? '', `blank-${i}.jpg`);
    await writeFile(
      file,
      await sharp({ create: { width: 240, height: 320, channels: 3, background } })
        .jpeg()
        .toBuffer(),
    );
    planted.blank.push(file);
  }
  for (let i = 0; i < 12; i++) {
    const { file, name } = draw();
    const moved = join(root, 'train', other(name), basename(file));
    await rename(file, moved);
    planted.swapped.push(moved);
  }
  return planted;
}

describe.skipIf(!existsSync(clothing))('faults planted in clothing (skipped where ../shared/datasets is missing)', { timeout }, () => {
  let folder: TemporaryFolder;
  let planted: Planted;
  let check: DatasetCheck | undefined;

  beforeAll(async () => {
    folder = await temporaryFolder();
    planted = await plantFaults(join(folder.path, 'photos'), 4);
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
