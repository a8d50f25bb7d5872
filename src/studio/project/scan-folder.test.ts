import { mkdir, readdir, rename, rmdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classNamed, makePhoto, makeProject, photosIn } from '../../../test/fixtures/make-project.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { addPhoto } from '../operations/add-photo.ts';
import { addClass, changeClass, removeClass } from '../operations/change-classes.ts';
import { restoreBatch } from '../operations/restore-batch.ts';
import { Project } from './project.ts';

const names = (project: Project): string[] => project.classes.map(({ name }) => name).sort();

test('a class whose folder is written decomposed, as macOS does, has that one folder, whatever is done to it', async () => {
  await using root = await temporaryFolder();
  const folder = 'cafe\u0301';
  await using project = await makeProject(root.path, { [folder]: 1, dog: 1 });
  const id = classNamed(project, 'café');
  await addPhoto(project, id, 'b.jpg', await makePhoto(3));
  expect((await readdir(root.path)).sort()).toEqual(['.graft-studio', folder, 'dog'].sort());
  await changeClass(project, id, { colour: '#123456' });
  await removeClass(project, id);
  await project.takeBack(project.undo.operations[0]?.id ?? '');
  await project.rescan();
  expect(photosIn(project, 'café')).toHaveLength(2);
  await changeClass(project, id, { name: 'bar' });
  await project.rescan();
  expect(project.classes.find((one) => one.id === id)).toMatchObject({ name: 'bar', folder: 'bar', colour: '#123456' });
});

test('folders that cannot be classes are skipped and say why; the rest goes on, also where they are there from the start', async () => {
  await using root = await temporaryFolder();
  const project = await makeProject(root.path, { cat: 2, dog: 1 });
  const id = classNamed(project, 'cat');
  for (const name of ['Cat', 'two\nlines']) {
    await mkdir(join(root.path, name));
    await writeFile(join(root.path, name, 'a.jpg'), await makePhoto(1));
  }
  await writeFile(join(root.path, 'dog', 'new.jpg'), await makePhoto(2));
  await project.rescan();
  const expected = [
    { name: 'Cat', reason: expect.stringContaining('nearly that of the class "cat"') },
    { name: 'two\nlines', reason: expect.stringContaining('control character') },
  ];
  expect(project.skipped).toEqual(expected);
  expect([names(project), classNamed(project, 'cat'), photosIn(project, 'dog').length]).toEqual([['cat', 'dog'], id, 2]);
  await project.close();
  await using again = await Project.open(root.path);
  expect([names(again), again.skipped, again.photos.size]).toEqual([['cat', 'dog'], expected, 4]); // 'Cat' would be the first by its name
});

test('an undo or a restoring finds the class that differs in case alone', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { Cat: 2, dog: 1 });
  await removeClass(project, classNamed(project, 'Cat'));
  const removal = project.undo.operations[0]?.id ?? '';
  await addClass(project, 'cat');
  await project.takeBack(removal);
  expect([names(project), photosIn(project, 'cat').length]).toEqual([['cat', 'dog'], 2]);
  await changeClass(project, classNamed(project, 'cat'), { name: 'CAT' });
  await removeClass(project, classNamed(project, 'CAT'));
  await addClass(project, 'cat');
  for (const { id } of await project.trash.list()) await restoreBatch(project, id);
  expect([names(project), photosIn(project, 'cat').length]).toEqual([['cat', 'dog'], 2]);
  await project.rescan();
  expect([names(project), project.skipped]).toEqual([['cat', 'dog'], []]);
});

test('no class is made where something stands, a link least of all', async () => {
  await using root = await temporaryFolder();
  const [elsewhere, folder] = [join(root.path, 'elsewhere'), join(root.path, 'photos')];
  await mkdir(elsewhere);
  await using project = await makeProject(folder, { cat: 1 });
  await symlink(elsewhere, join(folder, 'dogs'));
  await project.rescan();
  await expect(addClass(project, 'dogs')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  await removeClass(project, classNamed(project, 'cat'));
  await symlink(elsewhere, join(folder, 'cat'));
  await expect(project.takeBack(project.undo.operations[0]?.id ?? '')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  expect([names(project), await readdir(elsewhere)]).toEqual([[], []]);
});

test('two folders that another program makes one are one class, of those that most photos came from', async () => {
  await using root = await temporaryFolder();
  for (const [name, numbers] of Object.entries({ cat: [1], dog: [2, 3] })) {
    await mkdir(join(root.path, name));
    for (const number of numbers) await writeFile(join(root.path, name, `${number}.jpg`), await makePhoto(number));
  }
  await using project = await Project.open(root.path);
  const dog = classNamed(project, 'dog');
  await mkdir(join(root.path, 'pets'));
  for (const name of ['cat', 'dog']) {
    for (const file of await readdir(join(root.path, name))) await rename(join(root.path, name, file), join(root.path, 'pets', file));
    await rmdir(join(root.path, name));
  }
  await project.rescan();
  expect(project.classes).toMatchObject([{ id: dog, name: 'pets' }]);
  expect(photosIn(project, 'pets')).toHaveLength(3);
});
