import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { acquireLock } from './lock.ts';
import { sweepCache } from './sweep-cache.ts';
import { hostTag, siblingPath } from './unfinished.ts';

/** The id of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;

test('what killed processes left in the cache goes, what was moved aside comes back, and the living keep theirs', async () => {
  await using cache = await temporaryFolder();
  const at = (...names: string[]): string => join(cache.path, ...names);
  const owner = `${hostTag}-${deadPid()}-00000000`;
  await mkdir(at('converted', 'some'), { recursive: true });
  await writeFile(at('converted', 'some', `.network.onnx.${owner}.partial`), 'half');
  await mkdir(at(`.features.${owner}.partial`));
  await mkdir(at(`.features.${owner}.old`));
  await writeFile(at(`.features.${owner}.old`, 'data.mdb'), 'vectors');
  await mkdir(at(`.samples.${owner}.old`));
  await mkdir(at('samples'));
  await writeFile(at('some.lock'), JSON.stringify({ token: '0', host: hostTag, pid: deadPid(), started: 0 }));
  await writeFile(at('features.txt'), 'not Graft’s');
  await using _held = await acquireLock(at('converted', 'held.lock'));
  const living = siblingPath(at('converted', 'other'), 'partial');
  await writeFile(living, 'half');

  await sweepCache(cache.path);
  expect((await readdir(cache.path)).toSorted()).toEqual(['converted', 'features', 'features.txt', 'samples']);
  expect(await readFile(at('features', 'data.mdb'), 'utf8')).toBe('vectors');
  expect((await readdir(at('converted'))).length).toBe(3);
  expect(await readdir(at('converted', 'some'))).toEqual([]);
});
