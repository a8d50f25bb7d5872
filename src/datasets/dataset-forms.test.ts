import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { makeTar, makeZip } from '../../test/fixtures/make-archive.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { type OpenDatasetOptions, openDataset } from './open-dataset.ts';

async function lay(root: TemporaryFolder, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root.path, path)), { recursive: true });
    await writeFile(join(root.path, path), content);
  }
}

/** Opens what lies in `root`; gives the photos' paths from the first part named in `from` on, with label and side. */
async function open(root: TemporaryFolder, path: string, options: OpenDatasetOptions = {}) {
  const { items, classes, skipped } = await openDataset(join(root.path, path), { cacheFolder: join(root.path, 'cache'), ...options });
  const short = (file: string): string => relative(root.path, file).replace(/^cache\/datasets\/archives\/[0-9a-f]{64}\//, '');
  return {
    rows: items.map((item) => `${short(item.path)} ${classes[item.label]}${item.side === undefined ? '' : ` ${item.side}`}`).sort(),
    skipped: skipped.map((file) => `${short(file.path)}: ${file.reason}`),
  };
}

/** A zip of empty photos, whose contents do not matter. */
const zipOf = (...names: string[]): Buffer => makeZip(names.map((name) => ({ name, content: name })));

describe('archives', () => {
  const photos = ['cat/1.jpg', 'cat/deep/2.jpg', 'dog 🐕/1.jpg'];
  const rows = ['cat/1.jpg cat', 'cat/deep/2.jpg cat', 'dog 🐕/1.jpg dog 🐕'];
  const tar = makeTar(photos.map((name) => ({ name, content: name })));

  test.each([
    ['photos.zip', zipOf(...photos), ''],
    ['photos.tar', tar, ''],
    ['photos.tar.gz', gzipSync(tar), ''],
    ['photos.tgz', gzipSync(tar), ''],
    ['a zip by another name', zipOf(...photos), ''],
    ['photos.zip', zipOf(...photos.map((name) => `everything/${name}`)), 'everything/'],
    ['photos.zip', zipOf(...photos.map((name) => `everything/${name}`), '__MACOSX/everything/._1.jpg', '.DS_Store'), 'everything/'],
  ])('%s', async (name, bytes, below) => {
    await using root = await temporaryFolder();
    await lay(root, { [name]: bytes });
    expect(await open(root, name)).toEqual({ rows: rows.map((row) => below + row), skipped: [] });
  });

  test('sides in an archive; one folder of the archive’s own name with one class in it', async () => {
    await using root = await temporaryFolder();
    await lay(root, {
      'set.zip': zipOf('set/train/a/1.jpg', 'set/train/b/1.jpg', 'set/test/a/2.jpg'),
      'cats.zip': zipOf('cats/tabby/1.jpg', 'cats/tabby/2.jpg'),
      'held-out.zip': zipOf('set/test/a/2.jpg', 'set/test/b/2.jpg'),
    });
    expect((await open(root, 'set.zip')).rows).toEqual([
      'set/test/a/2.jpg a test',
      'set/train/a/1.jpg a train',
      'set/train/b/1.jpg b train',
    ]);
    expect((await open(root, 'held-out.zip', { use: 'evaluation' })).rows).toEqual(['set/test/a/2.jpg a test', 'set/test/b/2.jpg b test']);
    expect((await open(root, 'cats.zip', { use: 'evaluation' })).rows).toEqual(['cats/tabby/1.jpg tabby', 'cats/tabby/2.jpg tabby']);
  });

  test('unpacked once, by content; what is changed is unpacked anew, what is damaged leaves nothing', async () => {
    await using root = await temporaryFolder();
    const kept = async () => readdir(join(root.path, 'cache/datasets/archives')).catch(() => []);
    await lay(root, { 'a.zip': zipOf('cat/1.jpg', 'dog/1.jpg'), 'b.zip': zipOf('cat/1.jpg', 'dog/1.jpg') });
    await open(root, 'a.zip');
    const [folder = ''] = await kept();
    const unpacked = join(root.path, 'cache/datasets/archives', folder, 'cat/1.jpg');
    const { mtimeMs } = await stat(unpacked);
    await open(root, 'b.zip');
    expect(await kept()).toEqual([folder]);
    expect((await stat(unpacked)).mtimeMs).toBe(mtimeMs);
    await lay(root, { 'a.zip': makeZip([{ name: 'cat/1.jpg', content: 'x', crc: 1 }]) });
    await expect(open(root, 'a.zip')).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect(await kept()).toEqual([folder]);
  });

  test('several that want the same archive at once unpack it once', async () => {
    await using root = await temporaryFolder();
    await lay(root, { 'a.zip': zipOf('cat/1.jpg', 'dog/1.jpg') });
    const all = await Promise.all([1, 2, 3].map(() => open(root, 'a.zip')));
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
  });

  test('what was not unpacked is told', async () => {
    await using root = await temporaryFolder();
    await lay(root, {
      'a.tar': makeTar([{ name: 'cat/1.jpg' }, { name: 'dog/1.jpg' }, { name: 'dog/out.jpg', type: '2', link: '/etc/passwd' }]),
    });
    const first = await open(root, 'a.tar');
    expect(first.skipped).toEqual(['a.tar/dog/out.jpg: it is a link, and links in archives are not followed']);
    expect(await open(root, 'a.tar')).toEqual(first);
  });
});

describe('tables in folders and archives', () => {
  test('metadata.csv at the root (Hugging Face), with what it does not list', async () => {
    await using root = await temporaryFolder();
    await lay(root, {
      'set/metadata.csv': 'file_name,label\n1.jpg,cat\nsub/2.jpg,dog\n',
      'set/1.jpg': '',
      'set/sub/2.jpg': '',
      'set/sub/3.jpg': '',
    });
    expect(await open(root, 'set')).toEqual({
      rows: ['set/1.jpg cat', 'set/sub/2.jpg dog'],
      skipped: ['set/sub/3.jpg: no table lists it, so it has no label'],
    });
  });

  test('metadata.jsonl in each side, also zipped', async () => {
    await using root = await temporaryFolder();
    const files = {
      'train/metadata.jsonl': '{"file_name":"1.jpg","label":"cat"}\n{"file_name":"2.jpg","label":"dog"}\n',
      'train/1.jpg': '1',
      'train/2.jpg': '2',
      'test/metadata.jsonl': '{"file_name":"3.jpg","label":"cat"}\n',
      'test/3.jpg': '3',
    };
    await lay(root, Object.fromEntries(Object.entries(files).map(([path, content]) => [`set/${path}`, content])));
    await lay(root, { 'set.zip': makeZip(Object.entries(files).map(([name, content]) => ({ name, content }))) });
    const rows = ['test/3.jpg cat test', 'train/1.jpg cat train', 'train/2.jpg dog train'];
    expect(await open(root, 'set')).toEqual({ rows: rows.map((row) => `set/${row}`), skipped: [] });
    expect(await open(root, 'set.zip')).toEqual({ rows, skipped: [] });
  });

  test('metadata without labels beside class folders leaves the labels to the folders', async () => {
    await using root = await temporaryFolder();
    await lay(root, { 'set/metadata.csv': 'file_name,text\ncat/1.jpg,a cat\n', 'set/cat/1.jpg': '', 'set/dog/1.jpg': '' });
    expect((await open(root, 'set')).rows).toEqual(['set/cat/1.jpg cat', 'set/dog/1.jpg dog']);
  });

  test('one table of any name beside a folder of photos; tables named for sides', async () => {
    await using root = await temporaryFolder();
    await lay(root, {
      'one/birds.csv': 'path,label\nimages/1.jpg,tit\nimages/2.jpg,owl\n',
      'one/images/1.jpg': '',
      'one/images/2.jpg': '',
    });
    expect((await open(root, 'one')).rows).toEqual(['one/images/1.jpg tit', 'one/images/2.jpg owl']);
    await lay(root, { 'two/train.csv': 'path,label\ni/1.jpg,tit\ni/2.jpg,owl\n', 'two/val.csv': 'path,label\ni/3.jpg,owl\n' });
    await lay(root, { 'two/i/1.jpg': '', 'two/i/2.jpg': '', 'two/i/3.jpg': '' });
    expect((await open(root, 'two')).rows).toEqual(['two/i/1.jpg tit train', 'two/i/2.jpg owl train', 'two/i/3.jpg owl validation']);
  });

  test('class folders stay what they are with a table beside them', async () => {
    await using root = await temporaryFolder();
    await lay(root, { 'set/notes.csv': 'a,b\n1,2\n', 'set/cat/1.jpg': '', 'set/dog/1.jpg': '' });
    expect(await open(root, 'set')).toEqual({
      rows: ['set/cat/1.jpg cat', 'set/dog/1.jpg dog'],
      skipped: ['set/notes.csv: it is text, not a picture'],
    });
  });
});

describe('Teachable Machine', () => {
  test('samples: a zip for each class', async () => {
    await using root = await temporaryFolder();
    await lay(root, { 'tm/Class 1-samples.zip': zipOf('0.jpg', '1.jpg'), 'tm/Class 2-samples.zip': zipOf('0.jpg x', '0.jpg') });
    const { items, classes, skipped } = await openDataset(join(root.path, 'tm'), { cacheFolder: join(root.path, 'cache') });
    expect(classes).toEqual(['Class 1', 'Class 2']);
    expect(items.map(({ label }) => label).sort()).toEqual([0, 0, 1]);
    expect(skipped.length).toBe(1);
  });

  test('a project: names tell the class', async () => {
    await using root = await temporaryFolder();
    await lay(root, {
      'project.tm': makeZip([
        { name: 'manifest.json', content: '{"type":"image"}' },
        ...['Class%201-!-0.jpg', 'Class%201-!-1.jpg', 'dog-!-0.jpg'].map((name) => ({ name })),
      ]),
    });
    expect(await open(root, 'project.tm')).toEqual({
      rows: ['Class%201-!-0.jpg Class 1', 'Class%201-!-1.jpg Class 1', 'dog-!-0.jpg dog'],
      skipped: ['project.tm/manifest.json: it is text, not a picture'],
    });
  });
});
