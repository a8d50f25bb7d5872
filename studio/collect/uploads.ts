import { computed, effect, signal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { Problem } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { Refusal } from '../api/refusal.ts';
import { connection } from '../state/connection.ts';
import { whenTrue } from '../state/when-true.ts';
import { words } from '../words/words.ts';

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
  /** Files that were not sent, as somebody stopped it. */
  readonly stopped: number;
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
let stopping = new AbortController();

/** Sends files, some at a time; resolves when the last is there. What is refused is in the answer, never thrown. */
export async function upload(files: readonly NewFile[]): Promise<UploadBatch> {
  const outcomes = await Promise.all(files.map(enqueue));
  const batch = joinBatches(outcomes);
  if (batch.refused.length > 0) refusedFiles.value = [...refusedFiles.value, ...batch.refused];
  return batch;
}

/** What became of several batches, as one. */
export function joinBatches(batches: readonly UploadBatch[]): UploadBatch {
  return {
    added: sum(batches.map((each) => each.added)),
    already: sum(batches.map((each) => each.already)),
    refused: batches.flatMap((each) => each.refused),
    stopped: sum(batches.map((each) => each.stopped)),
    operations: [...new Set(batches.flatMap((each) => each.operations))], // the server joins what comes in one go
  };
}

/** Stops all uploads; what was added stays. */
export function stopUploads(): void {
  stopping.abort();
  stopping = new AbortController();
  for (const send of queue.splice(0)) void send(); // they see that they were stopped
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function enqueue(file: NewFile): Promise<UploadBatch> {
  if (!isUploading.value) uploads.value = { done: 0, total: 0 };
  uploads.value = { ...uploads.value, total: uploads.value.total + 1 };
  const { signal } = stopping;
  return new Promise((resolve) => {
    queue.push(async () => {
      resolve(await send(file, signal));
      uploads.value = { ...uploads.value, done: uploads.value.done + 1 };
    });
    startNext();
  });
}

function startNext(): void {
  if (busy >= lanes || connection.value !== 'open') return;
  const next = queue.shift();
  if (next === undefined) return;
  busy += 1;
  void next().finally(() => {
    busy -= 1;
    startNext();
  });
}

/** A file that finds no server is sent again when it is back: so often, as one that cannot be read from the disk looks the same. */
const mostTries = 3;

/** Before it is sent again, in milliseconds: by then the page knows whether the server is there. */
const pause = 1000;

const none = { added: 0, already: 0, refused: [], stopped: 0, operations: [] };

async function send(file: NewFile, signal: AbortSignal): Promise<UploadBatch> {
  const query = { name: file.name, ...(file.class === undefined ? {} : { class: file.class }) };
  for (let tries = 1; ; tries += 1) {
    try {
      const { photos, already, refused, operation } = await ask(api.addFile, { query, body: file.content, signal });
      return { ...none, added: photos.length, already, refused, operations: operation === undefined ? [] : [operation] };
    } catch (error) {
      if (signal.aborted) return { ...none, stopped: 1 };
      const problem =
        error instanceof Refusal ? error.problem : { code: 'FILE_UNREADABLE', message: words.value.collect.cannotRead(file.name) };
      const isLost = error instanceof Refusal && error.status === 0;
      if (!isLost || tries === mostTries) return { ...none, refused: [{ name: file.name, problem }] };
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    await whenTrue(() => connection.value === 'open', signal).catch(() => {}); // stopped: `ask` says so
  }
}

// A server that went away is waited for: what is sent meanwhile would be refused, all of it.
effect(() => {
  if (connection.value === 'open') for (let lane = 0; lane < lanes; lane += 1) startNext();
});

// What is not sent yet is lost with the page: the browser asks first.
window.addEventListener('beforeunload', (event) => {
  if (isUploading.value) event.preventDefault();
});
