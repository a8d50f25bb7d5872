import { randomUUID } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GraftError } from '../../errors.ts';
import { systemCode, writeFailure } from '../../storage/file-failure.ts';
import { classFolderName } from '../project/class-folder-name.ts';
import { findClass } from '../project/find-class.ts';
import type { ClassEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';

/** Makes a class: a folder. Within a turn. @throws `INVALID_ARGUMENT` for a name that no folder can have, `ALREADY_EXISTS`, `WRITE_FAILED` */
export async function makeClass(project: Project, typed: string, colour?: string): Promise<ClassEntry> {
  const name = classFolderName(
    typed,
    project.classes.map((one) => one.name),
  );
  await makeFolder(join(project.folder, name), name);
  return await putClass(project, { name, folder: name, colour: colour ?? project.nextColour() });
}

/**
 * Makes a class that there was, under the very name that its folder had; a folder that another program made there meanwhile is taken. Within a turn.
 *
 * @throws `ALREADY_EXISTS` where something else stands there, or a class that differs in case alone, `WRITE_FAILED`
 */
export async function reviveClass(
  project: Project,
  { folder, ...one }: Pick<ClassEntry, 'name'> & Partial<ClassEntry>,
): Promise<ClassEntry> {
  const own = folder ?? one.name;
  if (findClass(project.classes, one.name) !== undefined) throw standsThere(one.name);
  const path = join(project.folder, own);
  const there = await lstat(path).catch(() => undefined); // usually nothing
  if (there?.isDirectory() !== true) await makeFolder(path, own);
  return await putClass(project, { ...one, folder: own });
}

async function putClass(
  project: Project,
  { id = randomUUID(), colour = project.nextColour(), name, folder }: Pick<ClassEntry, 'name' | 'folder'> & Partial<ClassEntry>,
): Promise<ClassEntry> {
  const one = { id, name, folder, colour };
  await project.setClasses([...project.classes, one]);
  return one;
}

/** Makes a folder where nothing stands: photos that are put into a link would go elsewhere. */
async function makeFolder(path: string, name: string): Promise<void> {
  await mkdir(path).catch((cause: unknown) => {
    throw systemCode(cause) === 'EEXIST' ? standsThere(name) : writeFailure(cause, path);
  });
}

function standsThere(name: string): GraftError {
  return new GraftError('ALREADY_EXISTS', `There is something named "${name}" in the project already.`, {
    hint: 'Give it another name, or move away what stands there.',
  });
}
