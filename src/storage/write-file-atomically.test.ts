import { writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { writeFailure } from './file-failure.ts';
import { hostTag } from './unfinished.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** No process has it: Linux's process numbers end at 2^22. */
const deadPid = 4_194_305;

async function* pieces(...texts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield Buffer.from(text);
  }
}

describe('writeFileAtomically', () => {
  test('writes text, bytes and pieces, makes the folders above, and leaves nothing beside', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'a', 'b', 'note.txt');
    await writeFileAtomically(file, 'one');
    expect(await readFile(file, 'utf8')).toBe('one');
    await writeFileAtomically(file, Buffer.from('two'));
    expect(await readFile(file, 'utf8')).toBe('two');
    await writeFileAtomically(file, pieces('th', 'ree', '!'));
    expect(await readFile(file, 'utf8')).toBe('three!');
    expect(await readdir(join(folder.path, 'a', 'b'))).toEqual(['note.txt']);
  });

  test('keeps the old file and leaves nothing beside it where the source fails midway', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'note.txt');
    await writeFileAtomically(file, 'old');
    await expect(writeFileAtomically(file, pieces('new', new Error('no more')))).rejects.toThrow('no more');
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder.path)).toEqual(['note.txt']);
  });

  test('throws the reason of the signal, before and between pieces', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'note.txt');
    const stop = new AbortController();
    async function* stopping(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      stop.abort(new Error('enough'));
      yield Buffer.from('b');
    }
    await expect(writeFileAtomically(file, stopping(), { signal: stop.signal })).rejects.toThrow('enough');
    await expect(writeFileAtomically(file, 'x', { signal: stop.signal })).rejects.toThrow('enough');
    expect(await readdir(folder.path)).toEqual([]);
  });

  test('sweeps what a dead process left, and only that', async () => {
    await using folder = await temporaryFolder();
    const dead = `.note.txt.${hostTag}-${deadPid}-00000000.partial`;
    const alive = `.note.txt.${hostTag}-${process.pid}-00000000.partial`;
    const elsewhere = `.note.txt.ffffffff-${deadPid}-00000000.partial`;
    const foreign = '.note.txt.mine.partial';
    for (const name of [dead, alive, elsewhere, foreign]) await writeFile(join(folder.path, name), 'half');
    await writeFileAtomically(join(folder.path, 'note.txt'), 'whole');
    expect((await readdir(folder.path)).sort()).toEqual([alive, elsewhere, foreign, 'note.txt'].sort());
  });

  test('says WRITE_FAILED, with the file and a hint, where a part of the path is a file', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    const file = join(folder.path, 'file', 'note.txt');
    await expect(writeFileAtomically(file, 'x')).rejects.toMatchObject({ code: 'WRITE_FAILED', file, hint: expect.any(String) });
    await mkdir(join(folder.path, 'folder'));
    await expect(writeFileAtomically(join(folder.path, 'folder'), 'x')).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect((await readdir(folder.path)).sort()).toEqual(['file', 'folder']);
  });

  test.skipIf(process.platform !== 'linux')('replaces a link itself, not what it points to', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'target'), 'target');
    await symlink('target', join(folder.path, 'link'));
    await writeFileAtomically(join(folder.path, 'link'), 'new');
    expect(await readFile(join(folder.path, 'target'), 'utf8')).toBe('target');
  });
});

describe('writeFailure', () => {
  // Linux has a device that is always full: the error is the system's own.
  test.skipIf(process.platform !== 'linux')('says DISK_FULL for a full disk', () => {
    let cause: unknown;
    try {
      writeFileSync('/dev/full', 'x');
    } catch (thrown) {
      cause = thrown;
    }
    expect(writeFailure(cause, '/models/a')).toMatchObject({ code: 'DISK_FULL', file: '/models/a', hint: expect.stringContaining('room') });
  });

  test("passes over what is not the disk's", () => {
    const stopped = new DOMException('stop', 'AbortError');
    expect(writeFailure(stopped, 'x')).toBe(stopped);
    const fault = new TypeError('x');
    expect(writeFailure(fault, 'x')).toBe(fault);
  });
});
