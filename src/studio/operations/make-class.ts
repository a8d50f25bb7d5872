import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFailure } from '../../storage/file-failure.ts';
import { classFolderName } from '../project/class-folder-name.ts';
import type { ClassEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';

/** Makes a class: a folder. Within a turn. @throws `INVALID_ARGUMENT` for a name that no folder can have, `ALREADY_EXISTS`, `WRITE_FAILED` */
export async function makeClass(project: Project, typed: string, colour?: string): Promise<ClassEntry> {
  const name = classFolderName(
    typed,
    project.classes.map((one) => one.name),
  );
  return await reviveClass(project, { name, colour: colour ?? project.nextColour() });
}

/** Makes a class that there was, under the very name that its folder had. Within a turn. @throws `WRITE_FAILED` */
export async function reviveClass(
  project: Project,
  { id = randomUUID(), name, colour = project.nextColour() }: Pick<ClassEntry, 'name'> & Partial<ClassEntry>,
): Promise<ClassEntry> {
  const folder = join(project.folder, name);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeFailure(cause, folder);
  });
  const one = { id, name, colour };
  await project.setClasses([...project.classes, one]);
  return one;
}
