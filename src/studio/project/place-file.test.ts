import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { numberedName } from './photo-file-name.ts';
import { placeFile, unlessGone } from './place-file.ts';

test('a hundred files of one name that move at once, beside a program that writes that name: each is there, none is lost', async () => {
  await using root = await temporaryFolder();
  const target = join(root.path, 'cat');
  const sources = Array.from({ length: 100 }, (_, at) => ({ path: join(root.path, String(at), 'a.jpg'), content: `photo ${at}` }));
  for (const { path, content } of sources) {
    await mkdir(join(path, '..'));
    await writeFile(path, content);
  }
  await mkdir(target);
  // Another program: it takes names that are about to be taken, as soon as it can, and never gives way.
  const others = [1, 2, 3, 5, 8, 13].map((number) => (number === 1 ? 'a.jpg' : `a-${number}.jpg`));
  const moves = sources.map(({ path }) => placeFile(path, target));
  const theirs = await Promise.all(
    others.map((name) =>
      writeFile(join(target, name), `theirs ${name}`, { flag: 'wx' }).then(
        () => name,
        () => undefined, // a photo was quicker
      ),
    ),
  );
  const places = await Promise.all(moves);
  expect(new Set(places).size).toBe(100);
  for (const [at, place] of places.entries()) expect(await readFile(place, 'utf8')).toBe(`photo ${at}`);
  const kept = theirs.filter((name) => name !== undefined);
  for (const name of kept) expect(await readFile(join(target, name), 'utf8')).toBe(`theirs ${name}`);
  expect(await readdir(target)).toHaveLength(100 + kept.length);
});

test('a file that is gone is told as gone, which is no failure where that may be', async () => {
  await using root = await temporaryFolder();
  const missing = placeFile(join(root.path, 'gone.jpg'), join(root.path, 'cat'));
  await expect(missing).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  expect(await placeFile(join(root.path, 'gone.jpg'), join(root.path, 'cat')).catch(unlessGone)).toBeUndefined();
  await writeFile(join(root.path, 'here.jpg'), '');
  await writeFile(join(root.path, 'file'), '');
  await expect(placeFile(join(root.path, 'here.jpg'), join(root.path, 'file')).catch(unlessGone)).rejects.toMatchObject({
    code: 'WRITE_FAILED',
  });
});

test('the next of many photos of one name is not tried at each number', async () => {
  await using root = await temporaryFolder();
  const folder = join(root.path, 'cat');
  mkdirSync(folder);
  const count = 4000;
  for (let number = 1; number <= count; number++) writeFileSync(join(folder, numberedName('image.jpg', number)), '');
  rmSync(join(folder, 'image-40.jpg'));
  const started = performance.now();
  for (const name of ['image-40.jpg', `image-${count + 1}.jpg`]) {
    await writeFile(join(root.path, 'image.jpg'), 'a photo');
    expect(await placeFile(join(root.path, 'image.jpg'), folder)).toBe(join(folder, name));
  }
  expect(performance.now() - started).toBeLessThan(300); // by trying it is nearly a second
});
