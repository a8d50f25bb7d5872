import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { GraftError } from '../../errors.ts';
import { readFailure } from '../../storage/file-failure.ts';
import { writeFileAtomically } from '../../storage/write-file-atomically.ts';
import { colour, type Settings, settings } from '../contract.ts';

/** What a project keeps beside its photos: `.graft-studio/studio.json`. */
const projectFile = v.object({
  version: v.literal(1),
  /** In the order that they are shown in. */
  classes: v.array(v.object({ name: v.string(), colour })),
  settings,
  /** Photos that somebody looked at and found right: SHA-256 of the file, and the classes that it was right in. At first it was one class. */
  kept: v.record(
    v.string(),
    v.union([
      v.array(v.string()),
      v.pipe(
        v.string(),
        v.transform((name) => [name]),
      ),
    ]),
  ),
});
export type ProjectFile = v.InferOutput<typeof projectFile>;

/** How a new project is trained. */
export const defaultSettings: Settings = {
  autoTrain: true,
  backbone: 'inception-v3',
  cut: [],
  head: 'softmax',
  fit: 'stretch',
};

/** Reads what a project keeps; of a new one, what it begins with. @throws `DATASET_INVALID` where the file is damaged or from a newer Graft */
export async function readProjectFile(file: string): Promise<ProjectFile> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const failure = readFailure(cause, file);
    if (failure instanceof GraftError && failure.code === 'FILE_NOT_FOUND') return undefined;
    throw failure;
  });
  if (text === undefined) return { version: 1, classes: [], settings: defaultSettings, kept: {} };
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), projectFile), text);
  if (parsed.success) return parsed.output;
  throw new GraftError('DATASET_INVALID', `${file} is damaged, or was written by a newer version of Graft.`, {
    file,
    hint: 'Move it away: the photos stay as they are; colours, order and settings begin anew.',
  });
}

/** Writes it, whole or not at all. */
export async function writeProjectFile(file: string, content: ProjectFile): Promise<void> {
  await writeFileAtomically(file, `${JSON.stringify(content, undefined, 2)}\n`);
}
