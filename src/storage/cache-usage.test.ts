import { mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { cacheFolder } from './cache-folder.ts';
import { cacheUsage, clearCache } from './cache-usage.ts';
import { sha256 } from './sha256.ts';
import { sha256File } from './sha256-file.ts';

test("the cache folder is where GRAFT_CACHE_DIR says, else the system's", () => {
  expect(cacheFolder({ GRAFT_CACHE_DIR: 'here' })).toBe(resolve('here'));
  const usual = cacheFolder({ GRAFT_CACHE_DIR: '' });
  expect(isAbsolute(usual)).toBe(true);
  expect(usual).toMatch(/graft/);
  expect(cacheFolder({})).toBe(usual);
});

test('usage counts files and bytes by part, and clearing removes only the parts named', async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, 'downloads', 'a'), { recursive: true });
  await writeFile(join(folder.path, 'downloads', 'a', 'x'), '12345');
  await mkdir(join(folder.path, 'samples'));
  await writeFile(join(folder.path, 'samples', 'y'), '123');
  const options = { cacheFolder: folder.path };
  const counts = async (): Promise<unknown> => (await cacheUsage(options)).map(({ part, files, bytes }) => [part, files, bytes]);
  expect(await counts()).toEqual([
    ['downloads', 1, 5],
    ['converted', 0, 0],
    ['features', 0, 0],
    ['activations', 0, 0],
    ['comparisons', 0, 0],
    ['samples', 1, 3],
    ['datasets', 0, 0],
  ]);
  expect(await clearCache(['downloads', 'features'], options)).toBe(5);
  expect(await counts()).toEqual([
    ['downloads', 0, 0],
    ['converted', 0, 0],
    ['features', 0, 0],
    ['activations', 0, 0],
    ['comparisons', 0, 0],
    ['samples', 1, 3],
    ['datasets', 0, 0],
  ]);
});

test('SHA-256 of a text, and of a file of several chunks, are those of FIPS 180-2', async () => {
  // FIPS 180-2, appendices B.1 and B.3: "abc", and one million times "a".
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'a');
  await writeFile(file, 'a'.repeat(1_000_000));
  expect(await sha256File(file)).toEqual({ sha256: 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0', bytes: 1_000_000 });
  await writeFile(file, 'b'.repeat(3_000_000));
  expect((await sha256File(file)).sha256).toBe(sha256('b'.repeat(3_000_000)));
  await expect(sha256File(join(folder.path, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(sha256File(folder.path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});
