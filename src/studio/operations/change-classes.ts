import { lstat, rename } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { GraftError } from '../../errors.ts';
import { writeFailure } from '../../storage/file-failure.ts';
import { classFolderName } from '../project/class-folder-name.ts';
import { findClass } from '../project/find-class.ts';
import type { ClassEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';
import { bringBackCleared, type ClearedFile, clearFolder } from './clear-folder.ts';
import { makeClass, reviveClass } from './make-class.ts';
import { bringBack, type Trashed, trashPhotos } from './remove-photos.ts';

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
  await emptyClass(project, one);
}

/** Renames or recolours a class. @throws as {@link addClass} */
export async function changeClass(
  project: Project,
  id: string,
  { name: typed, colour }: { readonly name?: string | undefined; readonly colour?: string | undefined },
): Promise<ClassEntry> {
  let renamed: { readonly from: string; readonly to: string } | undefined;
  try {
    return await project.inTurn(async () => {
      const old = project.classOf(id);
      const others = project.classes.filter((one) => one !== old).map(({ name }) => name);
      const name = typed === undefined ? old.name : classFolderName(typed, others);
      if (name !== old.name) {
        await renameFolder(project, old, name);
        renamed = { from: old.name, to: name };
      }
      const changed = { ...old, name, folder: name === old.name ? old.folder : name, colour: colour ?? old.colour };
      await project.setClasses(project.classes.map((one) => (one === old ? changed : one)));
      return changed;
    });
  } finally {
    if (renamed !== undefined) rememberRenaming(project, id, renamed);
  }
}

function rememberRenaming(project: Project, id: string, { from, to }: { readonly from: string; readonly to: string }): void {
  project.remember({ kind: 'rename-class', photos: 0, class: to }, () =>
    project.inTurn(async () => {
      const now = project.classOf(id);
      const others = project.classes.filter((one) => one !== now).map(({ name }) => name);
      const name = classFolderName(from, others);
      if (name !== now.name) await renameFolder(project, now, name);
      await project.setClasses(project.classes.map((one) => (one === now ? { ...now, name, folder: name } : one)));
    }),
  );
}

/** Removes a class: its photos go to the trash, and so does what else its folder holds. @throws `DISK_FULL`, `WRITE_FAILED` */
export async function removeClass(project: Project, id: string): Promise<void> {
  const [trashed, cleared]: [Trashed[], ClearedFile[]] = [[], []];
  let removed: ClassEntry | undefined;
  try {
    await project.inTurn(async () => {
      const one = project.classOf(id);
      removed = one;
      await emptyClass(project, one, trashed, cleared);
    });
  } finally {
    const changed = trashed.length > 0 || cleared.length > 0 || !project.classes.some((one) => one.id === id);
    if (removed !== undefined && changed) rememberRemoval(project, removed, trashed, cleared);
  }
}

function rememberRemoval(project: Project, removed: ClassEntry, trashed: readonly Trashed[], cleared: readonly ClearedFile[]): void {
  project.remember({ kind: 'remove-class', photos: trashed.length, class: removed.name }, () =>
    project.inTurn(async () => {
      const there = project.classes.find(({ id }) => id === removed.id) ?? findClass(project.classes, removed.name);
      const { id } = there ?? (await reviveClass(project, removed));
      await bringBack(project, trashed);
      await bringBackCleared(project, id, cleared);
    }),
  );
}

/** Takes back the making of a class; photos that came since go to the trash. */
async function withdrawClass(project: Project, id: string): Promise<void> {
  await project.inTurn(() => emptyClass(project, project.classOf(id)));
}

/** Takes away a class with all that is in it, which goes to the trash. Within a turn. */
async function emptyClass(project: Project, one: ClassEntry, trashed: Trashed[] = [], cleared: ClearedFile[] = []): Promise<void> {
  const batch = project.trash.newBatch(Date.now());
  const photos = [...project.photos.values()].filter((photo) => photo.class === one.id);
  await trashPhotos(project, photos, trashed, batch);
  await clearFolder(project, one, batch, cleared);
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
