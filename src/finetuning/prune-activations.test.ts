import { spawnSync } from 'node:child_process';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { hostTag } from '../storage/unfinished.ts';
import { pruneActivations } from './prune-activations.ts';

test('activations and checkpoints go by age and by size, the least recently used first; what is open stays, a killed process’s does not', async () => {
  await using root = await temporaryFolder();
  const [cacheFolder, folder] = [root.path, join(root.path, 'activations')];
  expect(await pruneActivations({ toBytes: 0 }, { cacheFolder })).toEqual({ removed: 0, bytes: 0 });
  await mkdir(folder);
  const days = { 'a.activations': 40, 'b.checkpoint': 20, 'c.activations': 10, 'open.activations': 50 };
  for (const [name, age] of Object.entries(days)) {
    await writeFile(join(folder, name), new Uint8Array(100));
    const then = new Date(Date.now() - age * 86_400_000);
    await utimes(join(folder, name), then, then);
  }
  await writeFile(join(folder, 'open.activations.lock'), '');
  const dead = { token: '0', host: hostTag, pid: spawnSync(process.execPath, ['--version']).pid, started: 0 };
  await writeFile(join(folder, 'a.activations.lock'), JSON.stringify(dead));
  expect(await pruneActivations({ unusedSince: new Date(Date.now() - 30 * 86_400_000) }, { cacheFolder })).toEqual({
    removed: 1,
    bytes: 100,
  });
  expect(await pruneActivations({ toBytes: 150 }, { cacheFolder })).toEqual({ removed: 1, bytes: 100 });
  expect((await readdir(folder)).sort()).toEqual(['c.activations', 'open.activations', 'open.activations.lock']);
});
