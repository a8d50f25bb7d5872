import { computed, signal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { Problem } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { Refusal } from '../api/refusal.ts';

/** Files that are sent at a time: enough to keep the server's decoders busy, few enough that events still come through. */
const lanes = 3;

/** A file to be added: to a class, or, a zip file alone, to the classes that its folders name. */
export interface NewFile {
  readonly name: string;
  readonly content: Blob;
  readonly class: string | undefined;
}

/** What became of files that were added together. */
export interface UploadBatch {
  readonly added: number;
  readonly already: number;
  readonly refused: readonly RefusedFile[];
  /** What can be taken back, in the order in which it was done. */
  readonly operations: readonly string[];
}

/** A file that was not taken, and why. */
export interface RefusedFile {
  readonly name: string;
  readonly problem: Problem;
}

/** How far the uploads are; both 0 while there are none. */
export const uploads = signal<{ readonly done: number; readonly total: number }>({ done: 0, total: 0 });

export const isUploading = computed(() => uploads.value.total > uploads.value.done);

/** What was refused since somebody last looked at the list. */
export const refusedFiles = signal<readonly RefusedFile[]>([]);

/** Files that wait; a camera that records makes them faster than a slow server takes them. */
export const waiting = computed(() => uploads.value.total - uploads.value.done);

const queue: (() => Promise<void>)[] = [];
let busy = 0;

/** Sends files, some at a time; resolves when the last is there. What is refused is in the answer, never thrown. */
export async function upload(files: readonly NewFile[]): Promise<UploadBatch> {
  const outcomes = await Promise.all(files.map(enqueue));
  const refused = outcomes.flatMap((each) => each.refused);
  if (refused.length > 0) refusedFiles.value = [...refusedFiles.value, ...refused];
  return {
    added: sum(outcomes.map((each) => each.added)),
    already: sum(outcomes.map((each) => each.already)),
    refused,
    operations: [...new Set(outcomes.flatMap((each) => each.operations))], // the server joins what comes in one go
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function enqueue(file: NewFile): Promise<UploadBatch> {
  if (!isUploading.value) uploads.value = { done: 0, total: 0 };
  uploads.value = { ...uploads.value, total: uploads.value.total + 1 };
  return new Promise((resolve) => {
    queue.push(async () => {
      resolve(await send(file));
      uploads.value = { ...uploads.value, done: uploads.value.done + 1 };
    });
    startNext();
  });
}

function startNext(): void {
  if (busy >= lanes) return;
  const next = queue.shift();
  if (next === undefined) return;
  busy += 1;
  void next().finally(() => {
    busy -= 1;
    startNext();
  });
}

async function send({ name, content, class: to }: NewFile): Promise<UploadBatch> {
  try {
    const query = { name, ...(to === undefined ? {} : { class: to }) };
    const { photos, already, refused, operation } = await ask(api.addFile, { query, body: content });
    return { added: photos.length, already, refused, operations: operation === undefined ? [] : [operation] };
  } catch (error) {
    const problem = error instanceof Refusal ? error.problem : { code: 'FILE_UNREADABLE', message: `${name} could not be read.` };
    return { added: 0, already: 0, refused: [{ name, problem }], operations: [] };
  }
}
