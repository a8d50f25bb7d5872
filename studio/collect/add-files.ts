import { signal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { attemptOperation } from '../state/attempt-operation.ts';
import { noteOwn } from '../state/own-operations.ts';
import { classById, classes } from '../state/project.ts';
import { takeBack } from '../state/take-back.ts';
import { showToast } from '../state/toasts.ts';
import { words } from '../words/words.ts';
import type { FoundFile } from './dropped-files.ts';
import { sortIntoClasses } from './sort-into-classes.ts';
import { type NewFile, type UploadBatch, upload } from './uploads.ts';

/** Photos that were dropped beside every class: a dialog asks what they show. */
export const looseFiles = signal<readonly File[]>([]);

/** Adds files to a class, whatever folders they lay in, and says what became of them. */
export async function addToClass(found: readonly Pick<FoundFile, 'file'>[], to: string): Promise<void> {
  if (found.length === 0) return;
  await report(upload(found.map(({ file }) => ({ name: nameOf(file), content: file, class: to }))), classById.value.get(to)?.name);
}

/** Adds files to the classes that their folders name; asks where photos belong that lie in none. */
export async function addByFolders(found: readonly FoundFile[]): Promise<void> {
  const { byFolder, archives, loose } = sortIntoClasses(found);
  if (loose.length > 0) looseFiles.value = loose;
  const files: NewFile[] = archives.map((file) => ({ name: nameOf(file), content: file, class: undefined }));
  for (const [folder, photos] of byFolder) {
    const to = await classNamed(folder);
    if (to !== undefined) files.push(...photos.map((file) => ({ name: nameOf(file), content: file, class: to })));
  }
  if (files.length > 0) await report(upload(files), undefined);
}

/** What is pasted often has no name. */
const nameOf = (file: File): string => (file.name === '' ? 'pasted.png' : file.name).slice(-200);

/** The class of that name; it is made where there is none. */
export async function classNamed(name: string): Promise<string | undefined> {
  const known = classes.value.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (known !== undefined) return known.id;
  const made = ask(api.addClass, { body: { name } });
  return (await attemptOperation(made)) ? (await made).id : undefined;
}

/** Says what became of files, and offers to take it back. */
export async function report(uploading: Promise<UploadBatch>, className: string | undefined): Promise<void> {
  const { added, already, refused, stopped, operations } = await uploading;
  const { collect, frame } = words.value;
  for (const operation of operations) noteOwn(operation);
  const dismiss = showToast({
    text: [collect.addedText(added, already, refused.length, className), ...(stopped > 0 ? [collect.stopped(stopped)] : [])].join(' '),
    tone: added === 0 && refused.length > 0 ? 'fault' : 'plain',
    hint: refused.length > 0 ? collect.refusedHint : undefined,
    action:
      operations.length === 0
        ? undefined
        : {
            label: frame.undo,
            run: () => {
              dismiss();
              void takeBack(operations);
            },
          },
  });
}
