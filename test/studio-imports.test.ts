import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { api } from '../src/studio/api.ts';
import { makeZip } from './fixtures/make-archive.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { openTinyStudio } from './fixtures/studio-client.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a zip file: its folders become classes, and undo takes all of it back', async () => {
  await using root = await temporaryFolder();
  const pictures = await makeDataset(join(root.path, 'made'), { classes: { cat: 3, dog: 3 } });
  const entries = await Promise.all(
    pictures.map(async (path) => ({ name: `all/${path.split(/[/\\]/).slice(-2).join('/')}`, content: await readFile(path) })),
  );
  await using open = await openTinyStudio(root.path);
  const { client } = open;
  using events = await client.follow();
  const zip = makeZip([
    ...entries,
    { name: 'all/cat/notes.txt', content: 'no photo' },
    { name: 'all/train/1.jpg', content: entries[0]?.content ?? '' },
  ]);
  const added = await client.ask(api.addFile, { query: { name: 'all.zip' }, body: zip });
  expect(added.photos).toHaveLength(6);
  expect(added.refused.map(({ name, problem }) => [name, problem.code])).toEqual([
    ['all.zip/all/cat/notes.txt', 'IMAGE_UNREADABLE'],
    ['all.zip/all/train/1.jpg', 'INVALID_ARGUMENT'],
  ]);
  expect(events.state.classes.map(({ name }) => name).sort()).toEqual(['cat', 'dog']);
  expect((await readdir(join(open.folder, 'cat'))).sort()).toEqual(['000.jpg', '001.jpg', '002.jpg']);
  await client.ask(api.undo, { body: { operation: added.operation ?? '' } });
  await events.untilState(({ classes, photos }) => classes.length === 0 && photos.length === 0);
  expect(await readdir(open.folder)).toEqual(['.graft-studio']);
  expect(await readdir(join(open.folder, '.graft-studio', 'incoming'))).toEqual([]);
});
