import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { PartialFile } from './partial-file.ts';

test('grows at its end, whatever was written over at its start, and takes its place at once', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'new', 'table.bin');
  await using file = await PartialFile.open(path);
  await file.append('????');
  await file.append(Uint8Array.of(65, 66));
  await file.overwrite(0, Uint8Array.of(49, 50, 51, 52));
  await file.append('ü');
  expect(file.bytes).toBe(8);
  expect((await readdir(join(folder.path, 'new'))).every((name) => name.startsWith('.'))).toBe(true);
  await file.commit();
  expect(await readFile(path, 'utf8')).toBe('1234ABü');
  expect(await readdir(join(folder.path, 'new'))).toEqual(['table.bin']);
});

test('let go of before it is whole, it leaves the old file and nothing else', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'table.bin');
  await writeFile(path, 'old');
  {
    await using file = await PartialFile.open(path);
    await file.append('new');
  }
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder.path)).toEqual(['table.bin']);
});

test('says WRITE_FAILED where there is no place for it, and leaves nothing', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'file'), '');
  await expect(PartialFile.open(join(folder.path, 'file', 'x'))).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  expect(await readdir(folder.path)).toEqual(['file']);
});

test('where it may not replace a file it does not, not even one that another program put there meanwhile', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'table.bin');
  {
    await using file = await PartialFile.open(path);
    await file.append('new');
    await writeFile(path, 'old');
    await expect(file.commit({ replace: false })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', file: path });
  }
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder.path)).toEqual(['table.bin']);
  await using other = await PartialFile.open(join(folder.path, 'other.bin'));
  await other.append('new');
  await other.commit({ replace: false });
  expect((await readdir(folder.path)).toSorted()).toEqual(['other.bin', 'table.bin']);
});
