import { spawnSync } from 'node:child_process';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from './make-temporary-folder.ts';
import { hostTag } from './unfinished.ts';

test('a folder of one’s own each time; what a killed process left of it goes', async () => {
  const name = `graft-test-${process.pid}`;
  const left = join(tmpdir(), `.${name}.${hostTag}-${spawnSync(process.execPath, ['--version']).pid}-00000000.partial`);
  await mkdir(left);
  await writeFile(join(left, 'activations'), 'many');
  const folders = [await makeTemporaryFolder(name), await makeTemporaryFolder(name)];
  try {
    expect(await stat(left).catch(() => undefined)).toBe(undefined);
    expect(new Set(folders).size).toBe(2);
    for (const folder of folders) {
      expect(basename(folder).startsWith(`.${name}.`)).toBe(true);
      expect((await stat(folder)).isDirectory()).toBe(true);
    }
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true });
  }
});
