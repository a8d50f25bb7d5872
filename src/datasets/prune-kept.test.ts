import { access, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeZip } from '../../test/fixtures/make-archive.ts';
import { makePicture } from '../../test/fixtures/make-dataset.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { seededRandom } from '../tensor/random.ts';
import { collectDataset } from './collect-dataset.ts';
import { unpackedMarker } from './kept-archive.ts';
import { openDataset } from './open-dataset.ts';
import { pruneKeptPhotos } from './prune-kept.ts';

test('photos in the cache: the least recently used go first; what is pruned comes back', async () => {
  await using root = await temporaryFolder();
  const cacheFolder = join(root.path, 'cache');
  const zip = join(root.path, 'set.zip');
  await writeFile(zip, makeZip(['cat/1.jpg', 'dog/1.jpg'].map((name) => ({ name, content: name }))));
  const { items } = await openDataset(zip, { cacheFolder });
  const [first] = items;
  const image = await makePicture({ width: 20, height: 10, style: 0, random: seededRandom(1) });
  const given = await collectDataset([{ image, label: 'cat' }], { cacheFolder, use: 'evaluation' });
  const there = async (path = ''): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );
  const long = new Date(Date.now() - 10 * 86_400_000);
  await utimes(join(first?.path ?? '', '../..', unpackedMarker), long, long);

  expect(await pruneKeptPhotos({ unusedSince: new Date(Date.now() - 20 * 86_400_000) }, { cacheFolder })).toEqual({ removed: 0, bytes: 0 });
  expect(await pruneKeptPhotos({ toBytes: image.length }, { cacheFolder })).toMatchObject({ removed: 1 });
  expect([await there(first?.path), await there(given.items[0]?.path)]).toEqual([false, true]);
  await openDataset(zip, { cacheFolder });
  expect(await there(first?.path)).toBe(true);
  expect(await pruneKeptPhotos({ unusedSince: new Date(Date.now() + 1000) }, { cacheFolder })).toMatchObject({ removed: 2 });
  expect(await pruneKeptPhotos({ toBytes: 0 }, { cacheFolder: join(root.path, 'none') })).toEqual({ removed: 0, bytes: 0 });
});
