import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cachePlaces } from 'graft-ml';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTar, makeZip } from './fixtures/make-archive.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { inceptionV3 } from './inception-v3.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const main = resolve(import.meta.dirname, '../dist/cli/main.js');
const long = 120_000;

let folder: TemporaryFolder;
let paths: string[] = [];
let withNetwork = false;

/** Runs `graft` as a shell does, in the tests' folder and with a cache of its own. */
async function graft(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder.path,
    env: { ...process.env, GRAFT_CACHE_DIR: join(folder.path, 'cache') },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, out, err };
}

/** Runs a verb that succeeds, with `--json`. */
async function json(...args: string[]): Promise<Record<string, unknown>> {
  const run = await graft(...args, '--json');
  expect(run).toMatchObject({ code: 0 });
  return JSON.parse(run.out);
}

beforeAll(async () => {
  folder = await temporaryFolder();
  paths = await makeDataset(join(folder.path, 'photos'), { classes: { 'red stripes': 8, green: 8 }, size: 64 });
  const entries = await Promise.all(paths.map(async (path) => ({ name: relative(folder.path, path), content: await readFile(path) })));
  await writeFile(join(folder.path, 'photos.zip'), makeZip(entries));
  await writeFile(join(folder.path, 'photos.tar.gz'), gzipSync(makeTar(entries)));
  const lines = paths.map((path, i) => `"${relative(folder.path, path)}","${i < 8 ? 'red, / 🐟' : 'green'}"\r\n`);
  await writeFile(join(folder.path, 'labels.csv'), `\ufefffile,colour\r\n${lines.join('')}`);
  withNetwork = (await inceptionV3()) !== undefined;
  await mkdir(join(folder.path, 'cache'));
  for (const part of ['downloads', 'converted'] as const) {
    await symlink(cachePlaces()[part], join(folder.path, 'cache', part), 'junction');
  }
}, long);
afterAll(() => folder[Symbol.asyncDispose]());

describe('tables about photos', () => {
  test('split writes a table beside the photos, once', async () => {
    const first = await json('split', 'photos.zip', '--val', '25%', '--test', '0.25');
    expect(first).toMatchObject({ table: 'photos.split.csv', images: 16, skipped: [] });
    const table = await readFile(join(folder.path, 'photos.split.csv'), 'utf8');
    expect(table.startsWith('file_name,label,split\n')).toBe(true);
    expect(table).toContain('\nphotos.zip/photos/green/000.jpg,green,');
    expect(await graft('split', 'photos.zip')).toMatchObject({ code: 5, err: expect.stringContaining('ALREADY_EXISTS') });
    expect((await graft('split', 'photos.zip', '--force')).out).toContain('graft train photos.split.csv');
    expect(await graft('split', 'photos.zip', '--train', '0.5', '--val', '0.5', '--test', '0.5', '--force')).toMatchObject({ code: 2 });
    expect(await json('split', 'photos.zip', '--train', '0.5', '--out', 'half.jsonl')).toMatchObject({ images: 16 });
  });

  test('dedupe leaves copies out and tells of labels that contradict one another', async () => {
    await cp(join(folder.path, 'photos'), join(folder.path, 'twice'), { recursive: true });
    await cp(paths[0] ?? '', join(folder.path, 'twice/red stripes/copy.jpg'));
    await cp(paths[1] ?? '', join(folder.path, 'twice/green/wrong.jpg'));
    const { kept, removed, conflicts } = await json('dedupe', 'twice');
    expect(kept).toBe(15);
    expect(removed).toEqual([{ file: 'twice/red stripes/copy.jpg', sameAs: 'twice/red stripes/000.jpg', kind: 'exact' }]);
    expect(conflicts).toEqual([
      {
        kind: 'exact',
        files: [
          { file: 'twice/green/wrong.jpg', label: 'green' },
          { file: 'twice/red stripes/001.jpg', label: 'red stripes' },
        ],
      },
    ]);
    expect((await readdir(join(folder.path, 'twice/green'))).length).toBe(9);
    expect((await graft('dedupe', 'twice', '--force')).out).toContain('1 photo with more than one label');
  });

  test('what is wrong with an archive or a table is exit code 3', async () => {
    await writeFile(join(folder.path, 'evil.zip'), makeZip([{ name: '../evil.jpg', content: 'evil' }]));
    expect(await graft('train', 'evil.zip')).toMatchObject({ code: 3, err: expect.stringContaining('ARCHIVE_INVALID') });
    await writeFile(join(folder.path, 'bad.csv'), 'path,label\na.jpg,salt, sea\n');
    expect(await graft('train', 'bad.csv')).toMatchObject({ code: 3, err: expect.stringContaining('bad.csv, line 2') });
    await writeFile(join(folder.path, 'inner.csv'), 'url,label\nhttp://127.0.0.1:1/a.jpg,cat\n');
    expect(await graft('train', 'inner.csv')).toMatchObject({ code: 4, err: expect.stringContaining('--allow-private-addresses') });
  });
});

describe('with the network', () => {
  test('train on a zip, a table and a split; evaluate on a tar; pick what to label next', { timeout: long }, async ({ skip }) => {
    if (!withNetwork) skip('inception-v3 is not here and cannot be fetched');
    expect(await json('train', 'photos.zip', '--no-report')).toMatchObject({
      model: 'photos.graft',
      images: 16,
      features: { computed: 16 },
    });
    const table = await json('train', 'labels.csv', '--no-report', '--label-column', 'colour');
    expect(table).toMatchObject({ model: 'labels.graft', classes: ['green', 'red, / 🐟'], features: { computed: 0, cached: 16 } });
    await json('split', 'photos', '--near', '--train', '0.5', '--out', 'three.csv');
    expect(await json('train', 'three.csv', '--no-report')).toMatchObject({
      model: 'three.graft',
      split: { by: 'folders' },
      features: { computed: 0 },
    });
    expect(await json('evaluate', 'photos.graft', 'photos.tar.gz')).toMatchObject({ images: 16 });

    await cp(join(folder.path, 'photos'), join(folder.path, 'turned'), { recursive: true });
    await sharp(paths[9] ?? '')
      .rotate(90)
      .png()
      .toFile(join(folder.path, 'turned/green/zz.png'));
    const near = await json('dedupe', 'turned', '--near');
    expect(near['removed']).toContainEqual({ file: 'turned/green/zz.png', sameAs: 'turned/green/001.jpg', kind: 'near' });

    const { picked, pool } = await json('pick', 'photos.graft', 'photos', '-n', '3');
    expect(picked).toHaveLength(3);
    expect(pool).toBe(16);
    expect((await readFile(join(folder.path, 'photos.pick.csv'), 'utf8')).split('\n')[0]).toBe(
      'file_name,label,guess,probability,uncertainty',
    );
    await json('split', 'photos', '--train', '0.5', '--out', 'some.csv');
    const some = (await readFile(join(folder.path, 'some.csv'), 'utf8')).split('\n').filter((line) => !line.endsWith(',test'));
    await writeFile(join(folder.path, 'some.csv'), some.join('\n'));
    expect(await json('pick', 'photos.graft', 'photos', '-n', '3', '--labelled', 'some.csv', '--out', 'next.csv')).toMatchObject({
      pool: 16 - (some.length - 2),
    });
    const next = (await readFile(join(folder.path, 'next.csv'), 'utf8')).trimEnd().split('\n');
    expect(next.filter((line) => /^[^,]+,,/.test(line)).length).toBe(Math.min(3, 16 - (some.length - 2)));
    expect(next.length).toBe(1 + Math.min(3, 16 - (some.length - 2)) + some.length - 2);
    expect(await graft('pick', 'photos.graft', 'photos', '--labelled', 'labels.csv', '--label-column', 'colour', '--force')).toMatchObject({
      code: 3,
      err: expect.stringContaining('none is left to pick'),
    });
  });
});
