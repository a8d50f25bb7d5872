import { lstat, rename, rmdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { GraftError } from '../../errors.ts';
import { writeFailure } from '../../storage/file-failure.ts';
import { classFolderName } from '../project/class-folder-name.ts';
import { findClass } from '../project/find-class.ts';
import type { ClassEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';
import { makeClass, reviveClass } from './make-class.ts';
import { bringBack, trashPhotos } from './remove-photos.ts';

/** Makes a class: a folder. @throws `INVALID_ARGUMENT` for a name that no folder can have, `ALREADY_EXISTS` */
export async function addClass(project: Project, typed: string, colour?: string): Promise<ClassEntry> {
  const made = await project.inTurn(() => makeClass(project, typed, colour));
  project.remember({ kind: 'add-class', photos: 0, class: made.name }, () => withdrawClass(project, made.id));
  return made;
}

/** Takes away a class that has no photos, within a turn; one that has some, or is gone, is left. */
export async function dropEmptyClass(project: Project, id: string): Promise<void> {
  const one = project.classes.find((each) => each.id === id);
  if (one === undefined || [...project.photos.values()].some((photo) => photo.class === id)) return;
  await dropClass(project, one);
}

/** Renames or recolours a class. @throws as {@link addClass} */
export async function changeClass(
  project: Project,
  id: string,
  { name: typed, colour }: { readonly name?: string | undefined; readonly colour?: string | undefined },
): Promise<ClassEntry> {
  const { before, after } = await project.inTurn(async () => {
    const old = project.classOf(id);
    const others = project.classes.filter((one) => one !== old).map(({ name }) => name);
    const name = typed === undefined ? old.name : classFolderName(typed, others);
    if (name !== old.name) await renameFolder(project, old, name);
    const folder = name === old.name ? old.folder : name;
    const changed = { ...old, name, folder, colour: colour ?? old.colour };
    await project.setClasses(project.classes.map((one) => (one === old ? changed : one)));
    return { before: old, after: changed };
  });
  if (before.name !== after.name) {
    project.remember({ kind: 'rename-class', photos: 0, class: after.name }, async () => {
      await project.inTurn(async () => {
        const now = project.classOf(id);
        const name = classFolderName(
          before.name,
          namesOf(project).filter((other) => other !== now.name),
        );
        await renameFolder(project, now, name);
        await project.setClasses(project.classes.map((one) => (one === now ? { ...now, name, folder: name } : one)));
      });
    });
  }
  return after;
}

/** Removes a class: its photos go to the trash, its folder too where nothing else is in it. */
export async function removeClass(project: Project, id: string): Promise<void> {
  const { removed, trashed } = await project.inTurn(async () => {
    const one = project.classOf(id);
    const photos = await trashPhotos(
      project,
      [...project.photos.values()].filter((photo) => photo.class === id),
    );
    await dropClass(project, one);
    return { removed: one, trashed: photos };
  });
  project.remember({ kind: 'remove-class', photos: trashed.length, class: removed.name }, () =>
    project.inTurn(async () => {
      if (findClass(project.classes, removed.name) === undefined) await reviveClass(project, removed);
      await bringBack(project, trashed);
    }),
  );
}

/** Takes back the making of a class; photos that came since go to the trash. */
async function withdrawClass(project: Project, id: string): Promise<void> {
  await project.inTurn(async () => {
    const one = project.classOf(id);
    await trashPhotos(
      project,
      [...project.photos.values()].filter((photo) => photo.class === id),
    );
    await dropClass(project, one);
  });
}

async function dropClass(project: Project, one: ClassEntry): Promise<void> {
  // What is no photo is the user's all the same: a folder that is not empty stays, and is a class again at the next look.
  await rmdir(join(project.folder, one.folder)).catch(() => {});
  await project.setClasses(project.classes.filter(({ id }) => id !== one.id));
}

async function renameFolder(project: Project, { id, name, folder }: ClassEntry, to: string): Promise<void> {
  const [from, target] = [join(project.folder, folder), join(project.folder, to)];
  // A folder that nobody has looked at yet; on disks without case a name that differs in case alone is the folder itself.
  if (name.toLowerCase() !== to.toLowerCase() && (await lstat(target).catch(() => undefined)) !== undefined) {
    throw new GraftError('ALREADY_EXISTS', `There is something named "${to}" in the project already.`, { hint: 'Give it another name.' });
  }
  await rename(from, target).catch((cause: unknown) => {
    throw writeFailure(cause, target);
  });
  const moved = [...project.photos.values()].filter((photo) => photo.class === id);
  project.setPhotos(moved.map((photo) => ({ ...photo, path: join(target, relative(from, photo.path)) })));
}

const namesOf = (project: Project): string[] => project.classes.map(({ name }) => name);
