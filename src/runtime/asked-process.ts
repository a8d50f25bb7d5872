import type { ChildProcess } from 'node:child_process';
import type { GraftError } from '../errors.ts';
import { forkProgram } from './fork-program.ts';
import { runtimeFailed } from './runtime-failed.ts';

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: GraftError) => void;
}

/**
 * One process that is asked things and answers in their order, from its start to its end. All that is known of it is kept here, so that
 * what comes late from one that ends never meets the one that follows.
 */
export class AskedProcess<Task extends object, Answer> {
  readonly #child: ChildProcess;
  readonly #onEnd: (reason: string) => void;
  /** Who wait for an answer; answers come in the order of the questions. */
  #waiting: Waiting<Answer>[] = [];
  /** Why it runs no more. */
  #over: string | undefined;
  #isAskedToEnd = false;
  readonly #ended: Promise<void>;

  /**
   * Starts it. Where the system has no room for another process, the first question is told so.
   *
   * @param program The module that answers: its URL without the extension, as `forkProgram` takes it.
   * @param onEnd Called when it ended without having been asked to; not where it could not be started.
   * @throws `RUNTIME_FAILED` where the system says so at once
   */
  constructor(program: URL, onEnd: (reason: string) => void = () => {}) {
    this.#onEnd = onEnd;
    this.#child = start(program);
    const { promise, resolve } = deferred();
    this.#ended = promise;
    const over = (how: string): void => {
      this.#end(how);
      resolve();
    };
    this.#child.on('message', (answer: Answer) => this.#waiting.shift()?.resolve(answer)); // what the program sends
    this.#child.on('error', (error) => {
      // Of one that never ran there is no exit to come; with others it is a channel that broke, and their exit tells.
      if (this.#child.pid === undefined) over(`it could not be started: ${error.message}`);
    });
    this.#child.once('exit', (code, signal) => over(`it ended (${signal ?? `exit code ${code}`})`));
  }

  /** Its id; undefined where it does not run. */
  get pid(): number | undefined {
    return this.#over === undefined ? this.#child.pid : undefined;
  }

  /** Whether it runs no more. */
  get isOver(): boolean {
    return this.#over !== undefined;
  }

  /**
   * Asks it, after all that it was asked before.
   *
   * @param milliseconds After which it is ended, as one that hangs.
   * @throws `RUNTIME_FAILED` where it ends before it has answered
   */
  async ask(task: Task, milliseconds: number): Promise<Answer> {
    if (this.#over !== undefined) throw runtimeFailed(this.#over);
    const patience = setTimeout(() => this.kill(), milliseconds);
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#child.pid === undefined) return; // its error comes next, and has no channel to send through
      this.#child.send(task, (error) => {
        if (error !== null) this.kill(); // then its end tells all who wait
      });
    });
    try {
      return await answer;
    } finally {
      clearTimeout(patience);
    }
  }

  /** Tells it something that it does not answer, at once. */
  tell(task: Task): void {
    if (this.#over === undefined && this.#child.connected) this.#child.send(task, () => {}); // where it ended, its end tells
  }

  /** Has it end when it has answered all; after so many milliseconds at the latest. */
  async end(milliseconds: number): Promise<void> {
    this.#isAskedToEnd = true;
    if (this.#child.connected) this.#child.disconnect(); // it ends itself
    const impatient = setTimeout(() => this.kill(), milliseconds);
    await this.#ended;
    clearTimeout(impatient);
  }

  /** Ends it at once, whatever it does. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #end(how: string): void {
    if (this.#over !== undefined) return;
    this.#over = how;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(runtimeFailed(how));
    if (!this.#isAskedToEnd && this.#child.pid !== undefined) this.#onEnd(how);
  }
}

function start(program: URL): ChildProcess {
  try {
    return forkProgram(program);
  } catch (cause) {
    throw runtimeFailed(`it could not be started: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** `Promise.withResolvers`, which Node 20 has not. */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
