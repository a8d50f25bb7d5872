import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classNamed, makePhoto, makeProject, photosIn } from '../../../test/fixtures/make-project.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { addPhoto } from './add-photo.ts';

test('a photo is put under its name, byte for byte; the next of that name under the next one', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 0 });
  const to = classNamed(project, 'cat');
  for (const number of [1, 2]) await addPhoto(project, to, 'IMG.JPG', await makePhoto(number));
  expect((await readdir(join(root.path, 'cat'))).sort()).toEqual(['IMG-2.jpg', 'IMG.jpg']);
  expect(new Uint8Array(await readFile(join(root.path, 'cat', 'IMG-2.jpg')))).toEqual(new Uint8Array(await makePhoto(2)));
  expect(await readdir(project.places.incoming)).toEqual([]);
});

test('what the class has already is not added again, also where nobody has read it yet; another class takes it', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 2, dog: 0 });
  const [cat, dog] = [classNamed(project, 'cat'), classNamed(project, 'dog')];
  const same = await readFile(join(root.path, 'cat', '001.jpg'));
  expect(await addPhoto(project, cat, 'again.jpg', same)).toMatchObject({ outcome: 'already' });
  expect(await addPhoto(project, dog, 'again.jpg', same)).toMatchObject({ outcome: 'added' });
  const at = await Promise.all([1, 2, 3].map(() => makePhoto(9).then((bytes) => addPhoto(project, cat, 'new.jpg', bytes))));
  expect(at.map(({ outcome }) => outcome).sort()).toEqual(['added', 'already', 'already']);
});

test('what is no picture is refused by what it is, and nothing of it stays', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 0 });
  const to = classNamed(project, 'cat');
  const photo = await makePhoto(1);
  const bad = { 'text.jpg': Buffer.from('no photo'), 'empty.png': Buffer.alloc(0), 'cut.jpg': photo.subarray(0, photo.length / 2) };
  for (const [name, bytes] of Object.entries(bad))
    await expect(addPhoto(project, to, name, bytes)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringContaining(name),
    });
  expect(await readdir(join(root.path, 'cat'))).toEqual([]);
  await expect(addPhoto(project, 'no-class', 'a.jpg', photo)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

test('photos that come one by one are one operation, which moves them to the trash', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 1 });
  const to = classNamed(project, 'cat');
  for (const number of [1, 2, 3]) await addPhoto(project, to, `${number}.jpg`, await makePhoto(number));
  expect(project.undo.operations).toMatchObject([{ kind: 'add', photos: 3, class: 'cat' }]);
  await project.takeBack(project.undo.operations[0]?.id ?? '');
  expect(photosIn(project, 'cat')).toHaveLength(1);
  const [batch] = await project.trash.list();
  expect(batch?.classes).toEqual([{ name: 'cat', photos: 3 }]);
});
