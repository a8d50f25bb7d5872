/**
 * The program of `DecodingThreads`: decodes the files that it is given, until it is told to end.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';
import { decodePictures } from '../media/decode-pictures.ts';
import { endOfTasks } from '../runtime/asked-thread.ts';
import { carryError } from '../tasks/carried-error.ts';
import type { Decoding, DecodingOutcome } from './decoding-threads.ts';

// Answers go back in the order of the questions; what is native goes on meanwhile, several files at once.
let last: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (task: Decoding | typeof endOfTasks) => {
  if (task === endOfTasks) {
    last = last.then(() => parentPort?.close());
    return;
  }
  const outcome = decode(task);
  last = last.then(async () => parentPort?.postMessage(await outcome));
});

async function decode({ bytes, preprocessing, file }: Decoding): Promise<DecodingOutcome> {
  try {
    return { decoded: await decodePictures(bytes, preprocessing, { file }) };
  } catch (error) {
    return { failed: carryError(error) };
  }
}
