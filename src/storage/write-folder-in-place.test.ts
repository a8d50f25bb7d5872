import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { childProgram, exited, nextMessage } from '../../test/child-program.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { hostTag } from './unfinished.ts';
import { finishFolder, writeFolderInPlace } from './write-folder-in-place.ts';

const filesOf = (marker: string): string[] => marker.split('\n').slice(1);
const options = { marker: 'made-by', last: ['index.html'], filesOf };

/** Writes a release whose files all say which it is, and whose marker lists the parts. */
const release =
  (version: string, parts: readonly string[]) =>
  async (folder: string): Promise<void> => {
    for (const name of [...parts, 'index.html']) await writeFile(join(folder, name), version);
    await writeFile(join(folder, 'made-by'), [version, ...parts].join('\n'));
  };

async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])));
}

const second = { 'index.html': '2', 'made-by': '2\nmodel\npage.js', model: '2', 'page.js': '2' };

describe('writeFolderInPlace', () => {
  test('makes a folder; replaces its files, takes away those that are no more, and leaves the folder and what the user added', async () => {
    await using temporary = await temporaryFolder();
    const folder = join(temporary.path, 'out', 'site');
    await writeFolderInPlace(folder, release('1', ['model', 'sound.js']), options);
    expect(await contents(folder)).toEqual({ 'index.html': '1', 'made-by': '1\nmodel\nsound.js', model: '1', 'sound.js': '1' });
    const { ino } = await stat(folder);
    await writeFile(join(folder, 'CNAME'), 'example.org');
    await writeFolderInPlace(folder, release('2', ['model', 'page.js']), options);
    expect(await contents(folder)).toEqual({ ...second, CNAME: 'example.org' });
    expect((await stat(folder)).ino).toBe(ino);
    expect(await readdir(join(temporary.path, 'out'))).toEqual(['site']);
  });

  test('fills an empty folder, and refuses one that is not ours', async () => {
    await using temporary = await temporaryFolder();
    await writeFolderInPlace(temporary.path, release('2', ['model', 'page.js']), options);
    expect(await contents(temporary.path)).toEqual(second);
    await rm(join(temporary.path, 'made-by'));
    await expect(writeFolderInPlace(temporary.path, release('3', []), options)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  test('takes away no more than plain files in the folder itself, whatever its marker lists', async () => {
    await using temporary = await temporaryFolder();
    const folder = join(temporary.path, 'site');
    await writeFolderInPlace(folder, release('1', ['model']), options);
    await writeFile(join(temporary.path, 'precious'), '');
    await mkdir(join(folder, 'photos'));
    await writeFile(join(folder, 'made-by'), ['1', '../precious', 'photos', '..', '.', '', 'gone', 'made-by', 'index.html'].join('\n'));
    await writeFolderInPlace(folder, release('2', ['model', 'page.js']), options);
    expect((await readdir(folder)).toSorted()).toEqual(['index.html', 'made-by', 'model', 'page.js', 'photos']);
    expect((await readdir(temporary.path)).toSorted()).toEqual(['precious', 'site']);
  });

  test('keeps what stands there where build fails or is stopped', async () => {
    await using temporary = await temporaryFolder();
    await writeFolderInPlace(temporary.path, release('2', ['model', 'page.js']), options);
    await expect(writeFolderInPlace(temporary.path, () => Promise.reject(new Error('no')), options)).rejects.toThrow('no');
    const stop = new AbortController();
    const build = async (folder: string): Promise<void> => {
      await release('3', ['model'])(folder);
      stop.abort(new Error('enough'));
    };
    await expect(writeFolderInPlace(temporary.path, build, { ...options, signal: stop.signal })).rejects.toThrow('enough');
    expect(await contents(temporary.path)).toEqual(second);
  });

  test('lets writers compete: all files are of one of them', async () => {
    await using temporary = await temporaryFolder();
    await writeFolderInPlace(temporary.path, release('0', ['model']), options);
    await Promise.all(['1', '2', '3'].map((version) => writeFolderInPlace(temporary.path, release(version, ['model']), options)));
    const { model, 'index.html': page, 'made-by': marker } = await contents(temporary.path);
    expect([page, marker]).toEqual([model, `${model}\nmodel`]);
    expect((await readdir(temporary.path)).length).toBe(3);
  });
});

describe('finishFolder', () => {
  const dead = `.release.${hostTag}-${spawnSync(process.execPath, ['--version']).pid}-00000000`;

  // Wherever a process died: after so many of the steps of a replacement.
  test.each([0, 1, 2, 3, 4, 5])('moves the rest of a release after %i steps', async (steps) => {
    await using temporary = await temporaryFolder();
    const folder = temporary.path;
    await release('1', ['model', 'sound.js'])(folder);
    const ready = join(folder, `${dead}.ready`);
    await mkdir(ready);
    await release('2', ['model', 'page.js'])(ready);
    const move = (name: string) => () => rename(join(ready, name), join(folder, name));
    const all = [move('model'), move('page.js'), move('index.html'), () => rm(join(folder, 'sound.js')), move('made-by')];
    for (const step of all.slice(0, steps)) await step();
    await finishFolder(folder, options);
    expect(await contents(folder)).toEqual(second);
  });

  test('takes away what was only half-written', async () => {
    await using temporary = await temporaryFolder();
    await release('2', ['model', 'page.js'])(temporary.path);
    await mkdir(join(temporary.path, `${dead}.partial`));
    await writeFile(join(temporary.path, `${dead}.partial`, 'model'), 'ha');
    await finishFolder(temporary.path, options);
    expect(await contents(temporary.path)).toEqual(second);
  });

  test('a writer that is killed, at whatever moment, leaves a folder that is whole after it, and never lacks a file', async () => {
    await using temporary = await temporaryFolder();
    using program = childProgram(
      'write-folders-in-place.ts',
      `import { writeFile } from 'node:fs/promises';
       import { join } from 'node:path';
       import { writeFolderInPlace } from '../src/storage/write-folder-in-place.ts';
       const names = ['model', 'page.js', 'index.html'];
       for (let i = 0; ; i++) {
         await writeFolderInPlace(process.argv[2] ?? '', async (inner) => {
           for (const name of [...names, 'made-by']) await writeFile(join(inner, name), String(i).repeat(5000));
         }, { marker: 'made-by', last: ['index.html'], filesOf: () => [] });
         if (i === 1) process.send?.('going');
       }`,
    );
    for (const afterMs of [0, 3, 7, 11]) {
      const child = program.start([temporary.path]);
      await nextMessage(child);
      await sleep(afterMs);
      child.kill('SIGKILL');
      await exited(child);
      expect(await readdir(temporary.path)).toEqual(expect.arrayContaining(['index.html', 'made-by', 'model', 'page.js']));
      await finishFolder(temporary.path, { ...options, filesOf: () => [] });
      const { 'made-by': marker, ...rest } = await contents(temporary.path);
      for (const name of ['index.html', 'model', 'page.js'] as const) expect(rest[name]).toBe(marker);
    }
  });
});
