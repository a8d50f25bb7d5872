import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getActiveResourcesInfo } from 'node:process';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { classNamed, makePhoto, makeProject, photosIn } from '../../../test/fixtures/make-project.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { hostTag } from '../../storage/unfinished.ts';
import { changeClass } from '../operations/change-classes.ts';
import { keepPhotos } from '../operations/keep-photos.ts';
import { restoreBatch } from '../operations/restore-batch.ts';
import { Project } from './project.ts';
import { watchFolder } from './watch-folder.ts';

test('a folder that is not there is made; what lies in it is listed with its classes', async () => {
  await using root = await temporaryFolder();
  await using empty = await Project.open(join(root.path, 'new', 'project'));
  expect(empty.classes).toEqual([]);
  await using project = await makeProject(join(root.path, 'photos'), { cat: 2, dog: 3 });
  expect(project.classes.map(({ name }) => name)).toEqual(['cat', 'dog']);
  expect([photosIn(project, 'cat').length, photosIn(project, 'dog').length]).toEqual([2, 3]);
  expect(new Set(project.classes.map(({ colour }) => colour)).size).toBe(2);
});

test('two Studios do not work on one folder', async () => {
  await using root = await temporaryFolder();
  await using first = await Project.open(root.path);
  await expect(Project.open(root.path)).rejects.toMatchObject({ code: 'LOCKED', hint: expect.stringContaining('stop it first') });
  await first.close();
  await using _second = await Project.open(root.path);
});

test('what an upload left that was cut off is taken away, and what a Studio that was killed was writing; nothing else is', async () => {
  await using root = await temporaryFolder();
  const own = join(root.path, '.graft-studio');
  await mkdir(join(own, 'incoming', 'some'), { recursive: true });
  await writeFile(join(own, 'incoming', 'some', 'half.zip'), 'PK');
  await mkdir(join(own, 'trash', '20260101000000-abc', 'cat'), { recursive: true });
  const dead = `${hostTag}-${spawnSync(process.execPath, ['--version']).pid}-00000000`;
  await mkdir(join(own, 'runs'));
  for (const path of [`runs/.0001.json.${dead}.partial`, 'runs/0002.json', `.studio.json.${dead}.partial`, `.lock.${dead}.old`])
    await writeFile(join(own, path), '{}');
  await using _project = await Project.open(root.path);
  expect((await readdir(own)).sort()).toEqual(['lock', 'runs', 'trash']);
  expect(await readdir(join(own, 'runs'))).toEqual(['0002.json']);
});

test.each(['.graft-studio', '.graft-studio/incoming', '.graft-studio/trash'])(
  'a linked %s is refused, and what it leads to stays',
  async (name) => {
    await using root = await temporaryFolder();
    const [folder, elsewhere] = [join(root.path, 'photos'), join(root.path, 'elsewhere')];
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await mkdir(join(elsewhere, 'incoming'), { recursive: true });
    await symlink(elsewhere, join(folder, name));
    await expect(Project.open(folder)).rejects.toMatchObject({ code: 'DATASET_INVALID', file: join(folder, name) });
    expect(await readdir(elsewhere)).toEqual(['incoming']);
  },
);

test('a batch of the trash that is a link is none', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(join(root.path, 'photos'), { cat: 0 });
  await makeProject(join(root.path, 'elsewhere'), { cat: 2 }).then((other) => other.close());
  await mkdir(project.places.trash);
  await symlink(join(root.path, 'elsewhere'), join(project.places.trash, '20260101000000-abc'));
  expect(await project.trash.list()).toEqual([]);
  await expect(restoreBatch(project, '20260101000000-abc')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

test('a damaged studio.json is told, and the lock is given back', async () => {
  await using root = await temporaryFolder();
  const file = join(root.path, '.graft-studio', 'studio.json');
  await mkdir(join(root.path, '.graft-studio'));
  await writeFile(file, '{');
  await expect(Project.open(root.path)).rejects.toMatchObject({ code: 'DATASET_INVALID', file });
  await rm(file);
  await using _project = await Project.open(root.path);
});

test('a folder that is divided into sides is no project, and says what is', async () => {
  await using root = await temporaryFolder();
  await expect(makeProject(root.path, { 'train/cat': 1, 'test/cat': 1 })).rejects.toMatchObject({
    code: 'DATASET_INVALID',
    hint: expect.stringContaining('train folder'),
  });
});

test('a class that another program renames keeps its id, its colour, its photos and what was found right', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 3, dog: 2 });
  const [id, photos] = [classNamed(project, 'cat'), photosIn(project, 'cat')];
  await changeClass(project, id, { colour: '#123456' });
  project.setPhotos(project.photosOf(photos).map((photo) => ({ ...photo, content: { state: 'hashed', sha256: photo.id } })));
  await keepPhotos(project, photos.slice(0, 1));
  await rename(join(root.path, 'cat'), join(root.path, 'tiger'));
  await project.rescan();
  expect(project.classes.find((one) => one.id === id)).toMatchObject({ name: 'tiger', colour: '#123456' });
  expect(photosIn(project, 'tiger').sort()).toEqual(photos.toSorted());
  for (const photo of project.photosOf(photos)) expect(photo.content).toBeDefined();
  expect(project.photosOf(photos).map((photo) => project.isKept(photo))).toEqual([true, false, false]);
});

test('an empty class that another program renames stays what it is; two at once are new ones', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { a: 0, b: 0, c: 0 });
  const id = classNamed(project, 'a');
  await rename(join(root.path, 'a'), join(root.path, 'x'));
  await project.rescan();
  expect(classNamed(project, 'x')).toBe(id);
  await rename(join(root.path, 'b'), join(root.path, 'y'));
  await rename(join(root.path, 'c'), join(root.path, 'z'));
  await project.rescan();
  expect(project.classes.map(({ name }) => name).sort()).toEqual(['x', 'y', 'z']);
});

test('a photo that another program moves is the photo that it was; one that it changes is read again', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 2, dog: 0 });
  const [moved = '', changed = ''] = photosIn(project, 'cat');
  project.setPhotos([...project.photos.values()].map((photo) => ({ ...photo, content: { state: 'hashed', sha256: photo.id } })));
  await rename(join(root.path, 'cat', '000.jpg'), join(root.path, 'dog', '000.jpg'));
  await writeFile(join(root.path, 'cat', '001.jpg'), await makePhoto(7));
  await project.rescan();
  expect(photosIn(project, 'dog')).toEqual([moved]);
  expect(project.photos.get(moved)?.content).toEqual({ state: 'hashed', sha256: moved });
  expect(photosIn(project, 'cat')).toEqual([changed]);
  expect(project.photos.get(changed)?.content).toBeUndefined();
});

test('what other programs do is seen within a second', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 1, dog: 1 });
  using _watcher = watchFolder(project, pino({ level: 'silent' }));
  await new Promise((resolve) => setTimeout(resolve, 100)); // the system begins to watch
  await rename(join(root.path, 'cat'), join(root.path, 'tiger'));
  await expect.poll(() => project.classes.map(({ name }) => name), { timeout: 3000 }).toContain('tiger');
  await writeFile(join(root.path, 'dog', 'new.jpg'), await makePhoto(1));
  await expect.poll(() => photosIn(project, 'dog').length, { timeout: 3000 }).toBe(2);
  await rm(join(root.path, 'dog', 'new.jpg'));
  await expect.poll(() => photosIn(project, 'dog').length, { timeout: 3000 }).toBe(1);
});

test('a photo that the system would not let be read is read again when it lets', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 2 });
  const all = [...project.photos.values()];
  const unreadable = (code: string) => ({ state: 'unreadable', problem: { code, message: 'no' } }) as const;
  project.setContents(new Map(all.map((photo, at) => [photo, unreadable(at === 0 ? 'FILE_UNREADABLE' : 'IMAGE_UNREADABLE')])));
  await project.rescan();
  expect(project.photosOf(all.map(({ id }) => id)).map(({ content }) => content?.state)).toEqual([undefined, 'unreadable']);
});

test('a folder is watched wherever it comes to stand, and what comes and goes leaves no watches behind', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 1, dog: 1 });
  using _watcher = watchFolder(project, pino({ level: 'silent' }));
  const seen = async (name: string, count: number): Promise<void> =>
    await expect
      .poll(() => project.classes.some((one) => one.name === name) && photosIn(project, name).length, { timeout: 20_000 })
      .toBe(count);
  await mkdir(join(root.path, 'owl', 'young'), { recursive: true });
  await expect.poll(() => project.classes.map(({ name }) => name), { timeout: 20_000 }).toContain('owl');
  await writeFile(join(root.path, 'owl', 'young', 'a.jpg'), await makePhoto(1));
  await seen('owl', 1);
  await rename(join(root.path, 'owl', 'young'), join(root.path, 'dog', 'young'));
  await seen('dog', 2);
  await writeFile(join(root.path, 'dog', 'young', 'b.jpg'), await makePhoto(2));
  await seen('dog', 3);
  const watches = (): number => getActiveResourcesInfo().filter((kind) => kind === 'FSEventWrap').length;
  const before = watches();
  for (let at = 0; at < 2; at++) {
    await writeFile(join(root.path, 'dog', `${at}.jpg`), await makePhoto(3));
    await seen('dog', 4);
    await rm(join(root.path, 'dog', `${at}.jpg`));
    await seen('dog', 3);
  }
  expect(watches()).toBe(before);
});

test('a program that writes on and on is seen while it does', async () => {
  await using root = await temporaryFolder();
  await using project = await makeProject(root.path, { cat: 1 });
  using _watcher = watchFolder(project, pino({ level: 'silent' }));
  await new Promise((resolve) => setTimeout(resolve, 100)); // the system begins to watch
  await writeFile(join(root.path, 'cat', 'new.jpg'), await makePhoto(1));
  const until = performance.now() + 3000;
  while (project.photos.size < 2 && performance.now() < until) {
    await writeFile(join(root.path, 'cat', 'log.txt'), String(performance.now()));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(project.photos.size).toBe(2);
});
