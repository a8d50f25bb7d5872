import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeZip } from '../../test/fixtures/make-archive.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { writeNewFile } from '../storage/write-new-file.ts';
import { drain } from '../tasks/drain.ts';
import { datasetTable } from './dataset-table.ts';
import { dedupeDataset } from './dedupe-dataset.ts';
import { divideDataset } from './divide-dataset.ts';
import { openDataset } from './open-dataset.ts';

async function lay(root: TemporaryFolder, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root.path, path)), { recursive: true });
    await writeFile(join(root.path, path), content);
  }
}

/** Sixty photos of two classes, each with its own content. */
const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`set/${i % 2 ? 'cat, tabby' : 'dog'}/${i}.jpg`, `photo ${i}`]));

describe('divideDataset', () => {
  test('gives each photo a side; written down and opened again, it is the same dataset', async () => {
    await using root = await temporaryFolder();
    await lay(root, many);
    const dataset = await openDataset(join(root.path, 'set'));
    const divided = await drain(divideDataset(dataset, { validation: 0.2, test: 0.2 }));
    expect(divided.items.map(({ path }) => path)).toEqual(dataset.items.map(({ path }) => path));
    const sides = divided.items.map(({ side }) => side);
    for (const side of ['train', 'validation', 'test'] as const) expect(sides.filter((each) => each === side).length).toBeGreaterThan(3);
    expect(await drain(divideDataset(dataset, { validation: 0.2, test: 0.2 }))).toEqual(divided);
    for (const name of ['set.split.csv', 'set.split.tsv', 'deep/er/set.split.jsonl']) {
      const table = join(root.path, name);
      await writeNewFile(table, datasetTable(divided, table));
      expect(await openDataset(table)).toEqual({ ...divided, root: table });
    }
    expect(await readFile(join(root.path, 'set.split.csv'), 'utf8')).toContain('set/cat, tabby/1.jpg","cat, tabby",');
    // Photos above the table's folder are named in full.
    expect(await readFile(join(root.path, 'deep/er/set.split.jsonl'), 'utf8')).toContain(JSON.stringify(join(root.path, 'set/dog/0.jpg')));
  });

  test('a divided dataset is not divided again unawares', async () => {
    await using root = await temporaryFolder();
    await lay(root, { 'set/train/a/1.jpg': '1', 'set/train/b/2.jpg': '2', 'set/test/a/3.jpg': '3' });
    const dataset = await openDataset(join(root.path, 'set'));
    await expect(drain(divideDataset(dataset))).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      hint: expect.stringContaining('--again'),
    });
    expect((await drain(divideDataset(dataset, { again: true }))).items.length).toBe(3);
  });

  test('groups stay together; a photo that is gone is told', async () => {
    await using root = await temporaryFolder();
    await lay(root, many);
    const dataset = await openDataset(join(root.path, 'set'));
    await rm(dataset.items[7]?.path ?? '');
    const groups = [{ kind: 'near' as const, photos: [0, 7, 10, 20, 30, 40, 50, 51] }];
    const divided = await drain(divideDataset(dataset, { validation: 0.3, test: 0.3, groups }));
    expect(divided.items.length).toBe(59);
    expect(divided.skipped).toEqual([{ path: dataset.items[7]?.path, reason: expect.stringContaining('There is no file') }]);
    const sideOf = new Map(divided.items.map(({ path, side }) => [path, side]));
    expect(new Set([0, 10, 20, 30, 40, 50, 51].map((place) => sideOf.get(dataset.items[place]?.path ?? ''))).size).toBe(1);
  });

  test('photos of an archive are written as paths into it, and found again', async () => {
    await using root = await temporaryFolder();
    const options = { cacheFolder: join(root.path, 'cache') };
    await lay(root, { 'set.zip': makeZip(Object.entries(many).map(([name, content]) => ({ name: name.slice(4), content }))) });
    const divided = await drain(divideDataset(await openDataset(join(root.path, 'set.zip'), options)));
    const table = join(root.path, 'set.split.csv');
    await writeNewFile(table, datasetTable(divided, table));
    expect(await readFile(table, 'utf8')).toContain('\nset.zip/dog/0.jpg,dog,');
    await rm(join(root.path, 'cache'), { recursive: true });
    expect(await openDataset(table, options)).toEqual({ ...divided, root: table });
  });

  test('nothing of the user’s is replaced unless told to', async () => {
    await using root = await temporaryFolder();
    const table = join(root.path, 'notes.csv');
    await writeFile(table, 'mine');
    await expect(writeNewFile(table, 'new')).rejects.toMatchObject({ code: 'ALREADY_EXISTS', hint: expect.stringContaining('--force') });
    expect(await readFile(table, 'utf8')).toBe('mine');
    await writeNewFile(table, 'new', { replace: true });
    expect(await readFile(table, 'utf8')).toBe('new');
    await expect(writeNewFile(root.path, 'new', { replace: true })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });
});

describe('dedupeDataset', () => {
  test('keeps one of each, for testing rather than training, and lists conflicts apart', async () => {
    await using root = await temporaryFolder();
    await lay(root, {
      'set/train/cat/1.jpg': 'one',
      'set/train/cat/1 (copy).jpg': 'one',
      'set/train/cat/2.jpg': 'two',
      'set/train/dog/3.jpg': 'three',
      'set/train/dog/2.jpg': 'two',
      'set/test/dog/3.jpg': 'three',
    });
    const opened = await openDataset(join(root.path, 'set'));
    const { dataset, removed, conflicts } = await drain(dedupeDataset(opened));
    const short = ({ path }: { path: string }): string => relative(join(root.path, 'set'), path);
    expect(dataset.items.map(short)).toEqual(['test/dog/3.jpg', 'train/cat/1 (copy).jpg']);
    expect(removed.map(({ item, sameAs, kind }) => [short(item), short(sameAs), kind])).toEqual([
      ['train/dog/3.jpg', 'test/dog/3.jpg', 'exact'],
      ['train/cat/1.jpg', 'train/cat/1 (copy).jpg', 'exact'],
    ]);
    expect(conflicts.map(({ items }) => items.map(short))).toEqual([['train/cat/2.jpg', 'train/dog/2.jpg']]);
    // What the caller knows to be near duplicates counts, too.
    const near = await drain(dedupeDataset(opened, { groups: [{ photos: [1, 3], kind: 'near' }] }));
    expect(near.conflicts.length).toBe(1);
    expect(near.conflicts[0]?.kind).toBe('near');
  });
});
