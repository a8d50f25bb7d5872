import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { hostTag, siblingPath } from '../storage/unfinished.ts';
import { FolderStore } from './folder-store.ts';

test('what killed writers left is removed, and nothing of those that may live, nor of the user’s', async () => {
  await using folder = await temporaryFolder();
  const features = join(folder.path, 'features');
  await mkdir(features);
  const [dead, day] = [2 ** 22 + 1, 24 * 60 * 60]; // no process of Linux has so high a number
  const left = [`.a.parquet.${hostTag}-${dead}-0123abcd.partial`, '.b.parquet.0000abcd-1-0123abcd.partial'];
  const kept = ['.c.parquet.0000abcd-1-0123abcd.partial', '.notes', '.b.partial', 'd.parquet'];
  for (const name of [...left, ...kept]) await writeFile(join(features, name), 'bytes');
  await writeFile(siblingPath(join(features, 'e.parquet'), 'partial'), 'bytes'); // this process lives
  await utimes(join(features, left[1] ?? ''), Date.now() / 1000 - 2 * day, Date.now() / 1000 - 2 * day);
  await using store = new FolderStore(folder.path);
  await store.tidy('features');
  const there = await readdir(features);
  expect(there).toHaveLength(kept.length + 1);
  for (const name of kept) expect(there).toContain(name);
});
