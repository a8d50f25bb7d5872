import type { Worker } from 'node:worker_threads';
import type { GraftError } from '../errors.ts';
import { startThread } from './own-program.ts';
import { runtimeFailed } from './runtime-failed.ts';

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: GraftError) => void;
}

/** What tells a thread's program to end, when it has answered what it was asked before. */
export const endOfTasks = 'end';

/**
 * A thread of this process that is asked things and answers in their order. What goes over is copied.
 *
 * What brings down native code brings down the process: where that must not be, there is `AskedProcess`, whose copies take several times as long.
 */
export class AskedThread<Task extends object, Answer> {
  readonly #worker: Worker;
  readonly #waiting: Waiting<Answer>[] = [];
  readonly #ended: Promise<void>;
  /** Why it runs no more. */
  #over: string | undefined;

  /** @param program The module that answers: its URL without the extension, as `startThread` takes it. */
  constructor(program: URL) {
    let reason = 'it ended';
    this.#worker = startThread(program);
    this.#worker.on('message', (answer: Answer) => this.#waiting.shift()?.resolve(answer)); // what the program posts
    this.#worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#over = reason;
        for (const { reject } of this.#waiting.splice(0)) reject(runtimeFailed(reason));
        resolve();
      });
    });
  }

  /** How many questions are not answered yet. */
  get underWay(): number {
    return this.#waiting.length;
  }

  /** Asks it, after all that it was asked before. @throws `RUNTIME_FAILED` where it ends before it has answered */
  ask(task: Task): Promise<Answer> {
    if (this.#over !== undefined) return Promise.reject(runtimeFailed(this.#over));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(task);
    });
  }

  /** Has it end when it has answered all. */
  async end(): Promise<void> {
    if (this.#over === undefined) this.#worker.postMessage(endOfTasks);
    await this.#ended;
  }
}
