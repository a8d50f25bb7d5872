import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { childProgram, exited, nextMessage } from '../../test/child-program.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { hostTag } from './unfinished.ts';
import { restoreFolder, writeFolderAtomically } from './write-folder-atomically.ts';

const deadPid = 4_194_305;
const marker = 'graft.json';

/** Writes a model of two files that must belong together. */
const model =
  (version: string) =>
  async (folder: string): Promise<string> => {
    await writeFile(join(folder, marker), version);
    await mkdir(join(folder, 'weights'));
    await writeFile(join(folder, 'weights', 'data'), version);
    return version;
  };

const versionOf = async (folder: string): Promise<string[]> =>
  Promise.all([marker, join('weights', 'data')].map((name) => readFile(join(folder, name), 'utf8')));

describe('writeFolderAtomically', () => {
  test('makes a folder, replaces one of ours whole, and returns what build returned', async () => {
    await using temporary = await temporaryFolder();
    const folder = join(temporary.path, 'out', 'photos.graft');
    expect(await writeFolderAtomically(folder, model('1'), { marker })).toBe('1');
    await writeFile(join(folder, 'extra'), '');
    await writeFolderAtomically(folder, model('2'), { marker });
    expect(await versionOf(folder)).toEqual(['2', '2']);
    expect((await readdir(folder)).sort()).toEqual([marker, 'weights']);
    expect(await readdir(join(temporary.path, 'out'))).toEqual(['photos.graft']);
  });

  test('fills an empty folder', async () => {
    await using temporary = await temporaryFolder();
    await writeFolderAtomically(temporary.path, model('1'), { marker });
    expect(await versionOf(temporary.path)).toEqual(['1', '1']);
  });

  test('refuses a folder or file that is not ours, and leaves it alone', async () => {
    await using temporary = await temporaryFolder();
    const folder = join(temporary.path, 'photos');
    await mkdir(folder);
    await writeFile(join(folder, 'cat.jpg'), 'cat');
    await expect(writeFolderAtomically(folder, model('1'), { marker })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      file: folder,
      hint: expect.any(String),
    });
    await expect(writeFolderAtomically(join(folder, 'cat.jpg'), model('1'), { marker })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await readdir(folder)).toEqual(['cat.jpg']);
    expect(await readdir(temporary.path)).toEqual(['photos']);
  });

  test('keeps the old folder where build fails or is stopped', async () => {
    await using temporary = await temporaryFolder();
    const folder = join(temporary.path, 'photos.graft');
    await writeFolderAtomically(folder, model('1'), { marker });
    const failing = writeFolderAtomically(folder, () => Promise.reject(new Error('no')), { marker });
    await expect(failing).rejects.toThrow('no');
    const stop = new AbortController();
    const stopped = writeFolderAtomically(folder, async (inner) => stop.abort(new Error(`enough ${await model('2')(inner)}`)), {
      marker,
      signal: stop.signal,
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(await versionOf(folder)).toEqual(['1', '1']);
    expect(await readdir(temporary.path)).toEqual(['photos.graft']);
  });

  test('writes where a link points, and leaves the link', async () => {
    await using temporary = await temporaryFolder();
    await mkdir(join(temporary.path, 'real'));
    const link = join(temporary.path, 'link');
    await symlink(join(temporary.path, 'real'), link);
    await writeFolderAtomically(link, model('1'), { marker });
    expect(await versionOf(join(temporary.path, 'real'))).toEqual(['1', '1']);
  });

  test('lets writers compete: the folder is one of theirs, whole', async () => {
    await using temporary = await temporaryFolder();
    const folder = join(temporary.path, 'photos.graft');
    await Promise.all(Array.from({ length: 4 }, (_, i) => writeFolderAtomically(folder, model(String(i)), { marker })));
    const [json, data] = await versionOf(folder);
    expect(json).toBe(data);
    expect(await readdir(temporary.path)).toEqual(['photos.graft']);
  });

  test('a writer that is killed, at whatever moment, leaves a whole folder and no rubbish for long', async () => {
    await using temporary = await temporaryFolder();
    const folder = join(temporary.path, 'photos.graft');
    using program = childProgram(
      'write-folders.ts',
      `import { writeFile } from 'node:fs/promises';
       import { join } from 'node:path';
       import { writeFolderAtomically } from '../src/storage/write-folder-atomically.ts';
       const folder = process.argv[2] ?? '';
       for (let i = 0; ; i++) {
         await writeFolderAtomically(folder, async (inner) => {
           for (const name of ['graft.json', 'a', 'b']) await writeFile(join(inner, name), String(i).repeat(5000));
         }, { marker: 'graft.json' });
         if (i === 0) process.send?.('going');
       }`,
    );
    for (const afterMs of [0, 3, 7, 11]) {
      const child = program.start([folder]);
      await nextMessage(child);
      await sleep(afterMs);
      child.kill('SIGKILL');
      await exited(child);
      await restoreFolder(folder);
      const texts = await Promise.all([marker, 'a', 'b'].map((name) => readFile(join(folder, name), 'utf8')));
      expect(new Set(texts).size).toBe(1);
    }
    await writeFolderAtomically(folder, model('last'), { marker });
    expect(await readdir(temporary.path)).toEqual(['photos.graft']);
  });
});

describe('restoreFolder', () => {
  test('puts back what a dead process had moved aside, and only where it is missed', async () => {
    await using temporary = await temporaryFolder();
    const folder = join(temporary.path, 'photos.graft');
    const aside = join(temporary.path, `.photos.graft.${hostTag}-${deadPid}-00000000.old`);
    await writeFolderAtomically(folder, model('1'), { marker });
    expect(await restoreFolder(folder)).toBe(false);
    await rename(folder, aside);
    expect(await restoreFolder(folder)).toBe(true);
    expect(await versionOf(folder)).toEqual(['1', '1']);
    await mkdir(aside);
    expect(await restoreFolder(folder)).toBe(false);
    expect(await readdir(temporary.path)).toEqual(['photos.graft']);
  });
});
