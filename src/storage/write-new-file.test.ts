import { spawnSync } from 'node:child_process';
import { link, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { hostTag } from './unfinished.ts';
import { writeNewFile } from './write-new-file.ts';

test('of several that write one new file, one does, and the others are told', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'lunch.jpg');
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((content) => writeNewFile(file, content.repeat(10_000))));
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused.map(({ code }) => code)).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS']);
  expect(await readFile(file, 'utf8')).toMatch(/^(a{10000}|b{10000}|c{10000})$/);
  expect(await readdir(folder.path)).toEqual(['lunch.jpg']);
});

test('what one left beside that was killed with the file in its place is cleared up by the next, who is refused', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'lunch.jpg');
  await writeFile(file, 'lunch');
  await link(file, join(folder.path, `.lunch.jpg.${hostTag}-${spawnSync(process.execPath, ['--version']).pid}-00000000.partial`));
  await expect(writeNewFile(file, 'dinner')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(await readdir(folder.path)).toEqual(['lunch.jpg']);
  await writeNewFile(file, 'dinner', { replace: true });
  expect(await readFile(file, 'utf8')).toBe('dinner');
});
