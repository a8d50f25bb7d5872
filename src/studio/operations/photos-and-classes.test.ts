import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classNamed, makePhoto, makeProject, photosIn } from '../../../test/fixtures/make-project.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import type { Project } from '../project/project.ts';
import { addPhoto } from './add-photo.ts';
import { addClass, changeClass, removeClass } from './change-classes.ts';
import { keepPhotos } from './keep-photos.ts';
import { movePhotos } from './move-photos.ts';
import { removePhotos } from './remove-photos.ts';
import { restoreBatch } from './restore-batch.ts';

/** Takes back what was done last. */
const undo = (project: Project): Promise<void> => project.takeBack(project.undo.operations[0]?.id ?? '');

const names = (project: Project): string[] => project.classes.map(({ name }) => name).sort();

test('photos move, never over another one, and back', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 2, dog: 2 });
  const photos = photosIn(project, 'cat');
  const theirs = await readFile(join(root.path, 'dog', '000.jpg'));
  await movePhotos(project, photos, classNamed(project, 'dog'));
  expect((await readdir(join(root.path, 'dog'))).sort()).toEqual(['000-2.jpg', '000.jpg', '001-2.jpg', '001.jpg']);
  expect(await readFile(join(root.path, 'dog', '000.jpg'))).toEqual(theirs);
  expect(photosIn(project, 'dog')).toEqual(expect.arrayContaining(photos));
  await undo(project);
  expect(photosIn(project, 'cat').sort()).toEqual(photos.toSorted());
  expect(await readdir(join(root.path, 'dog'))).toHaveLength(2);
});

test('a move of what another program took away moves the rest, and is no failure', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 3, dog: 0 });
  const photos = photosIn(project, 'cat');
  await rm(join(root.path, 'cat', '001.jpg'));
  await movePhotos(project, photos, classNamed(project, 'dog'));
  expect(photosIn(project, 'dog')).toHaveLength(2);
  await project.rescan();
  expect(project.photos.size).toBe(2);
});

test('two move the same photos at once: each photo is in one place, and none is lost', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { a: 20, b: 0, c: 0 });
  const photos = photosIn(project, 'a');
  await Promise.all([
    movePhotos(project, photos, classNamed(project, 'b')),
    movePhotos(project, photos.toReversed(), classNamed(project, 'c')),
  ]);
  const files = (await Promise.all(['a', 'b', 'c'].map((name) => readdir(join(root.path, name))))).flat();
  expect(files).toHaveLength(20);
  await project.rescan();
  expect([...project.photos.keys()].sort()).toEqual(photos.toSorted());
});

test('what was removed lies in the trash by class, and undo finds the class by whatever name it has', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 3, dog: 1 });
  const photos = photosIn(project, 'cat').slice(0, 2);
  await removePhotos(project, photos);
  expect(project.photos.size).toBe(2);
  const [batch] = await project.trash.list();
  expect(batch?.classes).toEqual([{ name: 'cat', photos: 2 }]);
  const removal = project.undo.operations[0]?.id ?? '';
  await changeClass(project, classNamed(project, 'cat'), { name: 'tiger' });
  await project.takeBack(removal);
  expect(photosIn(project, 'tiger')).toEqual(expect.arrayContaining(photos));
  expect(photosIn(project, 'tiger')).toHaveLength(3);
  await expect(project.takeBack(removal)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

test('undo of a removal makes the class again where it is gone', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 1, dog: 1 });
  await removePhotos(project, photosIn(project, 'cat'));
  const removal = project.undo.operations[0]?.id ?? '';
  await removeClass(project, classNamed(project, 'cat'));
  await project.takeBack(removal);
  expect(photosIn(project, 'cat')).toHaveLength(1);
});

test('a class is made, renamed, recoloured, removed with its photos; undo takes each back', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 2 });
  await addClass(project, 'bird');
  expect(await readdir(root.path)).toContain('bird');
  await undo(project);
  expect(names(project)).toEqual(['cat']);
  expect(await readdir(root.path)).not.toContain('bird');

  const cat = classNamed(project, 'cat');
  await changeClass(project, cat, { name: 'Cat' }); // a change of case alone, which some disks take for none
  await changeClass(project, cat, { name: 'tiger', colour: '#00ff00' });
  expect(await readdir(join(root.path, 'tiger'))).toHaveLength(2);
  await undo(project);
  await undo(project);
  expect(names(project)).toEqual(['cat']);

  await removeClass(project, cat);
  expect(names(project)).toEqual([]);
  expect(await readdir(root.path)).toEqual(['.graft-studio']);
  await undo(project);
  expect(project.classes).toMatchObject([{ id: cat, name: 'cat', colour: '#00ff00' }]);
  expect(photosIn(project, 'cat')).toHaveLength(2);
});

test('a class is never renamed onto a folder that is there', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 1 });
  await mkdir(join(root.path, 'dog'));
  await writeFile(join(root.path, 'dog', '000.jpg'), await makePhoto(1)); // nobody has looked since
  await expect(changeClass(project, classNamed(project, 'cat'), { name: 'dog' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(await readdir(join(root.path, 'dog'))).toEqual(['000.jpg']);
  expect(photosIn(project, 'cat')).toHaveLength(1);
});

test('a class is removed with all that its folder holds, which lies in the trash; undo and restoring bring all back to where it was', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 1, 'cat/deep/er': 1, dog: 1 });
  const own = join(root.path, 'cat');
  await mkdir(join(own, 'empty', 'too'), { recursive: true });
  for (const name of ['notes.txt', '.hidden', '.DS_Store', 'deep/Thumbs.db', 'deep/mine.csv']) await writeFile(join(own, name), name);
  const everything = async () => (await readdir(own, { recursive: true })).sort();
  const users = ['.hidden', '000.jpg', 'deep', 'deep/er', 'deep/er/000.jpg', 'deep/mine.csv', 'notes.txt'];
  await project.rescan();
  const id = classNamed(project, 'cat');

  await removeClass(project, id);
  await project.rescan();
  expect([names(project), (await readdir(root.path)).sort()]).toEqual([['dog'], ['.graft-studio', 'dog']]);
  expect((await project.trash.list()).map(({ classes }) => classes)).toEqual([[{ name: 'cat', photos: 2 }]]);
  await undo(project);
  expect([classNamed(project, 'cat'), await everything(), photosIn(project, 'cat').length]).toEqual([id, users, 2]);

  await removeClass(project, id);
  for (const batch of await project.trash.list()) await restoreBatch(project, batch.id);
  expect([await everything(), photosIn(project, 'cat').length]).toEqual([users, 2]);
  const known = [...project.photos.keys()].sort();
  await project.rescan();
  expect([...project.photos.keys()].sort()).toEqual(known);
  expect(await project.trash.list()).toEqual([]);
});

test('an undo that fails can be done when what was in its way is gone', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 1 });
  await changeClass(project, classNamed(project, 'cat'), { name: 'tiger' });
  const renaming = project.undo.operations[0]?.id ?? '';
  await addClass(project, 'cat');
  await expect(project.takeBack(renaming)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(project.undo.operations.map(({ kind }) => kind)).toEqual(['add-class', 'rename-class']);
  await undo(project);
  await undo(project);
  expect([names(project), project.undo.operations]).toEqual([['cat'], []]);
});

test('what fails midway can be taken back as far as it went', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 3, dog: 0, bird: 2 });
  const photos = photosIn(project, 'cat');
  const [, second] = project.photosOf(photos);
  if (second !== undefined) project.setPhotos([{ ...second, path: join(root.path, 'cat', 'no\0path') }]); // what no system moves
  await expect(movePhotos(project, photos, classNamed(project, 'dog'))).rejects.toThrow();
  expect([photosIn(project, 'dog').length, project.undo.operations.length]).toEqual([1, 1]);
  await undo(project);
  expect(await readdir(join(root.path, 'dog'))).toEqual([]);

  await expect(removePhotos(project, photos)).rejects.toThrow();
  expect([photosIn(project, 'cat').length, project.undo.operations.length]).toEqual([2, 1]);
  await undo(project);
  expect(photosIn(project, 'cat').sort()).toEqual(photos.toSorted());
  expect((await readdir(join(root.path, 'cat'))).sort()).toEqual(['000.jpg', '001.jpg', '002.jpg']);
});

test('what was found right stays so when its class is renamed, and is taken back', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 0 });
  const added = await addPhoto(project, classNamed(project, 'cat'), 'a.jpg', await makePhoto(1));
  await keepPhotos(project, [added.photo.id]);
  await changeClass(project, classNamed(project, 'cat'), { name: 'tiger' });
  const kept = () => [...project.photos.values()].map((photo) => project.isKept(photo));
  expect(kept()).toEqual([true]);
  await undo(project);
  await undo(project);
  expect(kept()).toEqual([false]);
});

test('a copy can be found right in two classes; taking that back leaves it right in the other', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 0, pet: 0, dog: 1 });
  const both: string[] = [];
  for (const name of ['cat', 'pet']) both.push((await addPhoto(project, classNamed(project, name), 'a.jpg', await makePhoto(1))).photo.id);
  const kept = () => project.photosOf(both).map((photo) => project.isKept(photo));
  for (const id of both) await keepPhotos(project, [id]);
  expect(kept()).toEqual([true, true]);
  await undo(project);
  expect(kept()).toEqual([true, false]);
  const before = project.undo.operations.length;
  await keepPhotos(project, photosIn(project, 'dog')); // nobody has read it yet
  expect(project.undo.operations).toHaveLength(before);
});

test('a batch is restored, its class made again; that is one operation, and the trash forgets the batch', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 2, dog: 2 });
  await removeClass(project, classNamed(project, 'cat'));
  await removePhotos(project, photosIn(project, 'dog').slice(0, 1));
  const batches = await project.trash.list();
  expect(batches.map(({ classes }) => classes)).toEqual(
    expect.arrayContaining([[{ name: 'cat', photos: 2 }], [{ name: 'dog', photos: 1 }]]),
  );
  for (const { id } of batches) await restoreBatch(project, id);
  expect([photosIn(project, 'cat').length, photosIn(project, 'dog').length]).toEqual([2, 2]);
  expect(await project.trash.list()).toEqual([]);
  await undo(project);
  await undo(project);
  expect(names(project)).toEqual(['dog']);
  await expect(restoreBatch(project, batches[0]?.id ?? '')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

test.each(['../..', '..', '.', '', '20260101000000-abc/../../..', '/etc', 'cat'])('%j is no batch', async (id) => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 1 });
  await expect(restoreBatch(project, id)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});
