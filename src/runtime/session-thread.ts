import { Worker } from 'node:worker_threads';
import { GraftError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { ownProgram } from './own-program.ts';
import type { LoadedRunner } from './runner.ts';
import type { SessionOptions } from './session.ts';
import type { Answer, Task } from './session-tasks.ts';

/**
 * A network in a thread of its own: while an accelerator computes a batch, this thread goes on with decoding and keeping.
 *
 * Runs may be asked for while others are under way; they are answered in turn. A copy of the inputs goes over, 2 ms for 32 photos of 299 px.
 * What brings down native code brings down the process: where that must not be, there is `SessionProcess`.
 */
export class SessionThread implements LoadedRunner, AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: GraftError) => void }[] = [];
  readonly #ended: Promise<void>;
  #over: string | undefined;

  private constructor() {
    const { url, execArgv } = ownProgram(new URL('./session-worker', import.meta.url));
    this.#worker = new Worker(url, { execArgv });
    this.#worker.on('message', (answer: Answer) => this.#waiting.shift()?.resolve(answer)); // what session-worker.ts posts
    let reason = 'it ended';
    this.#worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#over = reason;
        for (const { reject } of this.#waiting.splice(0)) reject(failed(reason));
        resolve();
      });
    });
  }

  /**
   * Starts the thread and loads a network into it.
   *
   * @param network The bytes of an ONNX file.
   * @throws `RUNTIME_FAILED`
   */
  static async open(network: Uint8Array, options: SessionOptions = {}): Promise<SessionThread> {
    const thread = new SessionThread();
    const answer = await thread.#ask({ kind: 'open', network, options });
    if (answer.kind === 'ready') return thread;
    await thread.close();
    throw failed(answer.kind === 'failed' ? answer.message : 'it answered something else');
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const answer = await this.#ask({ kind: 'run', inputs });
    if (answer.kind === 'outputs') return answer.outputs;
    throw failed(answer.kind === 'failed' ? answer.message : 'it answered something else');
  }

  /** Frees the network, after the runs under way, and ends the thread. */
  async close(): Promise<void> {
    if (this.#over === undefined) this.#worker.postMessage('end');
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #ask(task: Task): Promise<Answer> {
    if (this.#over !== undefined) return Promise.reject(failed(this.#over));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(task);
    });
  }
}

function failed(reason: string): GraftError {
  return new GraftError('RUNTIME_FAILED', `The network could not be run in its thread: ${reason}`, {
    hint: '`--device cpu` runs everywhere. Out of memory shows here too: a device may hold too little for the batch.',
  });
}
