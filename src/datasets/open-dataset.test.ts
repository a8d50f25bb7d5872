import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeDataset } from '../../test/fixtures/make-dataset.ts';
import type { Dataset } from './dataset.ts';
import { openDataset } from './open-dataset.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'graft-dataset-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** Files by path; what is in them only matters where their name does not say what they are. */
async function lay(...files: (string | readonly [string, string])[]): Promise<void> {
  for (const file of files) {
    const [path, content] = typeof file === 'string' ? [file, ''] : file;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content, 'latin1');
  }
}

const listing = ({ items, classes }: Dataset): string[] =>
  items.map(({ path, label, side }) => `${relative(root, path)} ${classes[label]}${side === undefined ? '' : ` ${side}`}`);
const passedOver = ({ skipped }: Dataset): Record<string, string> =>
  Object.fromEntries(skipped.map(({ path, reason }) => [relative(root, path), reason]));

const jpegStart = '\xff\xd8\xff\xe0';

describe('openDataset', () => {
  test('a folder per class, at any depth, sorted by code unit', async () => {
    await lay('dog/b.jpg', 'dog/a.JPG', 'dog/2024/may/c.jpeg', 'Zebra/1.png', 'cat/10.webp', 'cat/9.gif', 'élan/1.tiff', 'cat 🐈/1.avif');
    const dataset = await openDataset(root);
    expect(dataset.classes).toEqual(['Zebra', 'cat', 'cat 🐈', 'dog', 'élan']);
    expect(listing(dataset)).toEqual([
      'Zebra/1.png Zebra',
      'cat 🐈/1.avif cat 🐈',
      'cat/10.webp cat',
      'cat/9.gif cat',
      'dog/2024/may/c.jpeg dog',
      'dog/a.JPG dog',
      'dog/b.jpg dog',
      'élan/1.tiff élan',
    ]);
    expect(dataset.skipped).toEqual([]);
    expect(dataset.root).toBe(root);
  });

  test('real pictures, made on the spot', async () => {
    const paths = await makeDataset(root, { classes: { red: 5, blue: 3 }, size: 16 });
    const { items } = await openDataset(root);
    expect(items.map(({ path }) => path)).toEqual([...paths].sort());
    expect(items.map(({ label }) => label)).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
  });

  test('hidden files and what systems leave behind are passed over without a word', async () => {
    await lay(
      'a/1.jpg',
      'b/1.jpg',
      'a/._1.jpg',
      'a/.DS_Store',
      'a/Thumbs.db',
      'b/desktop.ini',
      'b/@eaDir/1.jpg',
      'b/.ipynb_checkpoints/1.jpg',
    );
    await lay('__MACOSX/a/1.jpg', '.git/config', '.hidden.jpg');
    const dataset = await openDataset(root);
    expect(listing(dataset)).toEqual(['a/1.jpg a', 'b/1.jpg b']);
    expect(dataset.skipped).toEqual([]);
  });

  test('a name that does not say picture is looked into; what is none is listed', async () => {
    await lay(
      'a/1.jpg',
      'b/1.jpg',
      ['a/no-extension', jpegStart],
      ['a/photo.bak', jpegStart],
      ['a/notes.txt', 'hello'],
      ['a/clip.mp4', '\0\0\0\x18ftypisom'],
    );
    await lay(['b/IMG_1.HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'], 'b/nothing', ['b/old.bmp', 'BM\x36\0']);
    const dataset = await openDataset(root);
    expect(listing(dataset)).toEqual(['a/1.jpg a', 'a/no-extension a', 'a/photo.bak a', 'b/1.jpg b']);
    expect(passedOver(dataset)).toEqual({
      'a/clip.mp4': expect.stringContaining('no picture that Graft knows'),
      'a/notes.txt': 'it is text, not a picture',
      'b/IMG_1.HEIC': expect.stringContaining('HEIC'),
      'b/nothing': 'the file is empty',
      'b/old.bmp': expect.stringContaining('BMP'),
    });
  });

  test('files beside the class folders have no label', async () => {
    await lay('a/1.jpg', 'b/1.jpg', 'loose.jpg', ['README.md', '# Photos']);
    expect(passedOver(await openDataset(root))).toEqual({
      'loose.jpg': 'it lies outside the class folders, so it has no label',
      'README.md': 'it is text, not a picture',
    });
  });

  test.each([
    ['train', 'val', 'test'],
    ['Train', 'valid', 'Test'],
    ['train', 'validation', 'test'],
  ])('%s, %s and %s are honoured', async (train, validation, held) => {
    await lay(`${train}/a/1.jpg`, `${train}/b/x/2.jpg`, `${validation}/a/3.jpg`, `${held}/b/4.jpg`, `${train}/loose.jpg`, 'loose.jpg');
    const dataset = await openDataset(root);
    expect(dataset.classes).toEqual(['a', 'b']);
    expect(listing(dataset).sort()).toEqual(
      [`${train}/a/1.jpg a train`, `${train}/b/x/2.jpg b train`, `${validation}/a/3.jpg a validation`, `${held}/b/4.jpg b test`].sort(),
    );
    expect(Object.keys(passedOver(dataset)).sort()).toEqual(['loose.jpg', `${train}/loose.jpg`].sort());
  });

  test('classes that are called train and test are classes where they hold photos, or where another stands beside them', async () => {
    await lay('train/1.jpg', 'test/2.jpg');
    expect((await openDataset(root)).classes).toEqual(['test', 'train']);
    await lay('car/1.jpg', 'train/steam/1.jpg');
    expect((await openDataset(root)).classes).toEqual(['car', 'test', 'train']);
  });

  test('an empty side is no fault, a class without photos to train on is', async () => {
    await lay('train/a/1.jpg', 'train/b/1.jpg', 'test/a/1.jpg');
    await mkdir(join(root, 'val'));
    await mkdir(join(root, 'test/b'));
    expect(listing(await openDataset(root)).length).toBe(3);
    await lay('val/c/1.jpg');
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: 'The class "c" has pictures for validation, but none to train on.',
    });
  });

  test('two folders for validation are one too many', async () => {
    await lay('train/a/1.jpg', 'train/b/1.jpg', 'val/a/1.jpg', 'valid/a/1.jpg');
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringContaining('both for validation'),
    });
  });

  test('labels are in NFC, whatever the file system holds', async () => {
    await lay('cafe\u0301/1.jpg', 'tea/1.jpg');
    expect((await openDataset(root)).classes).toEqual(['caf\u00e9', 'tea']);
  });

  test.each([
    ['in case', ['Cat/1.jpg', 'cat/1.jpg']],
    ['in how Unicode writes them', ['caf\u00e9/1.jpg', 'cafe\u0301/1.jpg']],
    ['in spaces around them', ['cat/1.jpg', 'cat /1.jpg']],
    ['in case, across sides', ['train/Cat/1.jpg', 'train/dog/1.jpg', 'val/cat/1.jpg']],
  ])('names that differ only %s are refused, both named', async (_how, files) => {
    await lay(...files);
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringMatching(/^The folders ".*" and ".*" are nearly the same name\.$/),
      hint: expect.stringContaining('one folder'),
    });
  });

  test.runIf(process.platform !== 'win32')('a label with a line break is refused', async () => {
    await lay('a\nb/1.jpg', 'c/1.jpg');
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringContaining('control character'),
    });
  });

  test('one class, an empty class, no pictures, no class folders', async () => {
    await expect(openDataset(root)).rejects.toMatchObject({ code: 'DATASET_EMPTY', message: `${root} holds no pictures or recordings.` });
    await lay('loose.jpg', 'other.png');
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_EMPTY',
      message: expect.stringContaining('its 2 pictures have no labels'),
    });
    await mkdir(join(root, 'dog'));
    await expect(openDataset(root)).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
    await lay('cat/1.jpg');
    await expect(openDataset(root)).rejects.toMatchObject({ code: 'DATASET_EMPTY', message: 'The class "dog" has no pictures.' });
    await rm(join(root, 'dog'), { recursive: true });
    await expect(openDataset(root)).rejects.toMatchObject({ code: 'DATASET_ONE_CLASS', message: expect.stringContaining('"cat"') });
  });

  test('a part of the classes will do for evaluation', async () => {
    await lay('cat/1.jpg');
    await mkdir(join(root, 'dog'));
    expect((await openDataset(root, { use: 'evaluation' })).items.length).toBe(1);
    await rm(join(root, 'cat'), { recursive: true });
    await expect(openDataset(root, { use: 'evaluation' })).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
  });

  test('what is not there, what is no folder, what is no path', async () => {
    await lay('photo.jpg');
    await expect(openDataset(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', hint: expect.any(String) });
    await expect(openDataset(join(root, 'photo.jpg'))).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringContaining('is a file'),
    });
    await expect(openDataset('')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('a cancelled call throws the signal’s reason', async () => {
    await lay('a/1.jpg', 'b/1.jpg');
    const reason = new Error('enough');
    await expect(openDataset(root, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test.runIf(process.platform !== 'win32')('links: within the dataset yes, out of it, in circles and into the void no', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'graft-elsewhere-'));
    try {
      await writeFile(join(elsewhere, 'secret.jpg'), '');
      await lay('a/1.jpg', 'b/1.jpg');
      await symlink(join(root, 'a/1.jpg'), join(root, 'b/again.jpg'));
      await symlink(join(elsewhere, 'secret.jpg'), join(root, 'b/out.jpg'));
      await symlink(elsewhere, join(root, 'c'));
      await symlink(root, join(root, 'a/circle'));
      await symlink(join(root, 'b/void.jpg'), join(root, 'b/void.jpg'));
      const dataset = await openDataset(root);
      expect(listing(dataset)).toEqual(['a/1.jpg a', 'b/1.jpg b', 'b/again.jpg b']);
      expect(passedOver(dataset)).toEqual({
        'a/circle': 'it is a link to a folder',
        'b/out.jpg': 'it is a link that leads out of the dataset’s folder',
        'b/void.jpg': 'it is a link that leads nowhere',
        c: 'it is a link that leads out of the dataset’s folder',
      });
      // The root itself may be reached over a link.
      const link = join(elsewhere, 'photos');
      await symlink(root, link);
      expect((await openDataset(link)).items.map(({ path }) => relative(link, path))).toEqual(['a/1.jpg', 'b/1.jpg', 'b/again.jpg']);
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  test.runIf(process.platform !== 'win32')('a pipe is not waited for', async () => {
    await lay('a/1.jpg', 'b/1.jpg');
    expect(spawnSync('mkfifo', [join(root, 'b/pipe.jpg')]).status).toBe(0);
    expect(passedOver(await openDataset(root))).toEqual({ 'b/pipe.jpg': 'it is no regular file' });
  });

  // The superuser may read everything, so the test becomes nobody where it runs as root.
  test.runIf(process.platform !== 'win32')('a folder that may not be read is an error, not a gap', async () => {
    await lay('a/1.jpg', 'b/1.jpg', 'b/locked/2.jpg');
    const locked = join(root, 'b/locked');
    await chmod(root, 0o755);
    await chmod(locked, 0);
    try {
      const asRoot = process.getuid?.() === 0;
      if (asRoot) {
        const source = fileURLToPath(new URL('list-folder.ts', import.meta.url));
        const program = `process.setgid(65534); process.setuid(65534);
          try { await listFolder(process.argv[1]); } catch (error) { console.log(JSON.stringify(error)); }`;
        // The modules are read before the rights are given up, as nobody may not read the sources either.
        const run = spawnSync(
          process.execPath,
          ['--import', 'tsx', '--input-type=module', '-e', `import { listFolder } from ${JSON.stringify(source)};\n${program}`, locked],
          {
            encoding: 'utf8',
          },
        );
        expect(run.stderr).toBe('');
        expect(JSON.parse(run.stdout)).toMatchObject({ code: 'FILE_UNREADABLE', file: locked });
      } else {
        await expect(openDataset(root)).rejects.toMatchObject({
          code: 'FILE_UNREADABLE',
          file: locked,
          message: expect.stringContaining('permission denied'),
        });
      }
    } finally {
      await chmod(locked, 0o755);
    }
  });
});
