import { availableParallelism } from 'node:os';
import { type DecodedPictures, type DecodePicturesOptions, decodePictures } from '../media/decode-pictures.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { AskedThread } from '../runtime/asked-thread.ts';
import { arrivedError, type CarriedError } from '../tasks/carried-error.ts';

/** A file to be decoded. */
export interface Decoding {
  readonly bytes: Uint8Array;
  readonly preprocessing: Preprocessing;
  readonly file: string;
  readonly measured: boolean;
}

/** What became of it. */
export type DecodingOutcome = { readonly decoded: DecodedPictures } | { readonly failed: CarriedError };

/** Cores that one thread's part of JavaScript keeps busy: most of the work is native, on libuv's threads, which all share. */
const coresToAThread = 4;
/** With fewer files, threads cost more than they bring: each takes some 0.1 s and 30 MB to start. */
const filesWorthThreads = 500;

/** How many threads are to decode so many files. @param cores @default as many as the process may use */
export function threadsFor(files: number, cores = availableParallelism()): number {
  return files < filesWorthThreads || cores <= coresToAThread ? 0 : Math.floor(cores / coresToAThread);
}

/**
 * What is to decode so many files: to be closed when they are.
 *
 * Sounds are heard by a network of their own, and ONNX Runtime in many threads of one process is not to be tried on users.
 */
export function decodingThreadsFor(files: number, { sound }: Pick<Preprocessing, 'sound'>): DecodingThreads {
  return new DecodingThreads(sound === undefined ? threadsFor(files) : 0);
}

/** How a file is decoded. */
export interface DecodingOptions extends Pick<DecodePicturesOptions, 'measured' | 'signal'> {
  readonly file: string;
}

/**
 * Decodes files beside the thread that asks: what of decoding is JavaScript (enlarging small photos above all) would else take turns with
 * everything else that the program does, and on many cores be the limit.
 */
export class DecodingThreads {
  readonly #most: number;
  #threads: readonly AskedThread<Decoding, DecodingOutcome>[] | undefined;

  /** @param most How many threads; without any, files are decoded in the one that asks. They start with the first file. */
  constructor(most: number) {
    this.#most = most;
  }

  /** @throws as `decodePictures` */
  async decode(
    bytes: Uint8Array,
    preprocessing: Preprocessing,
    { file, measured = false, signal }: DecodingOptions,
  ): Promise<DecodedPictures> {
    if (this.#most === 0) return decodePictures(bytes, preprocessing, { file, measured, signal });
    this.#threads ??= Array.from({ length: this.#most }, () => new AskedThread(new URL('./decoding-worker', import.meta.url)));
    const thread = this.#threads.reduce((least, one) => (one.underWay < least.underWay ? one : least));
    const outcome = await thread.ask({ bytes, preprocessing, file, measured });
    signal?.throwIfAborted();
    if ('failed' in outcome) throw arrivedError(outcome.failed);
    return outcome.decoded;
  }

  /** Ends the threads, after the files under way. */
  async close(): Promise<void> {
    await Promise.all((this.#threads ?? []).map((thread) => thread.end()));
  }
}
